import type { PhoneQuery } from '../crm/contract.ts';
import { parsePhone } from '../model/phone.ts';

/** A number (E.164) as connectors are asked for it. */
export function phoneQueryOf(e164: string): PhoneQuery {
  const phone = parsePhone(e164, null);
  return { e164, national: phone?.national ?? e164.slice(1), country: phone?.country ?? null };
}
