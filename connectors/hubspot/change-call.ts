import type { Ctx } from '../../src/crm/contract.ts';
import type { CallActivityChange } from '../../src/model/activity.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import type { Account, LinkObject } from './account.ts';
import { patchBody } from './body.ts';
import { isByOutcome } from './dispositions.ts';
import { anything, linkedRecord } from './guards.ts';
import type { Logging } from './log-calls.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';
import { linkObject, propertiesOf } from './to-call.ts';
import type { CallPatch } from './sdk.ts';

type Call = (typeof linkedRecord)['_output'];

const read = [
  'hs_call_body',
  'hs_call_direction',
  'hs_call_from_number',
  'hs_call_to_number',
  'hs_call_disposition',
].join(',');

/**
 * Changes what `change` names. Doing it twice is doing it once.
 *
 * @throws ConnectorError `not_found` when the call, or the record to link it to, is gone
 */
export async function changeCall(
  { api, accounts, settings }: Pick<Logging, 'api' | 'accounts' | 'settings'>,
  ref: RecordRef,
  change: CallActivityChange,
  x: Ctx,
): Promise<void> {
  const account = await accounts.get(x);
  const path = paths.record('calls', ref.id);
  const qs = { properties: read, associations: 'contacts,companies' };
  const call = await api.ask({ kind: 'read', path, qs }, linkedRecord, x);
  if (change.link !== undefined) await relink(api, call, change.link, x);
  const properties = changedProperties(
    call,
    change,
    propertiesOf(withNumbers(call, change), account, settings),
  );
  if (!mayChangeOutcome(call, change, account, settings.dispositions))
    delete properties['hs_call_disposition'];
  if (Object.keys(properties).length === 0) return;
  const body: CallPatch = { properties };
  await api.ask({ kind: 'write', method: 'PATCH', path, body }, anything, x);
}

function changedProperties(
  { properties }: Call,
  change: CallActivityChange,
  told: Record<string, string>,
): Record<string, string> {
  const before = properties['hs_call_body'] ?? '';
  const after = patchBody(before, change);
  return after === before ? told : { ...told, hs_call_body: after };
}

/** From and to depend on three details of a call: those the change leaves out are as HubSpot has them. */
function withNumbers({ properties }: Call, change: CallActivityChange): CallActivityChange {
  const { direction, customerNumber, dialed } = change;
  if (direction === undefined && customerNumber === undefined && dialed === undefined) return change;
  const outward = (direction ?? 'inbound') === 'outbound';
  const wasOutward = properties['hs_call_direction'] === 'OUTBOUND';
  const from = properties['hs_call_from_number'] ?? null;
  const to = properties['hs_call_to_number'] ?? null;
  const known = wasOutward ? { customerNumber: to, dialed: to } : { customerNumber: from, dialed: to };
  return { direction: outward || wasOutward ? 'outbound' : 'inbound', ...known, ...change };
}

/** A late event must not undo the outcome that somebody chose in HubSpot or in the panel. */
function mayChangeOutcome(
  { properties }: Call,
  { disposition }: CallActivityChange,
  { dispositions }: Account,
  chosen: Readonly<Record<string, string>>,
): boolean {
  return (
    disposition !== undefined || isByOutcome(properties['hs_call_disposition'] ?? null, dispositions, chosen)
  );
}

const linkObjects: readonly LinkObject[] = ['contacts', 'companies'];

async function relink(api: HubspotApi, call: Call, link: RecordRef | null, x: Ctx): Promise<void> {
  const wanted = link === null ? null : linkObject(link.type);
  // The new link first: a call is under two records for a moment rather than under none.
  if (link !== null && wanted !== null) {
    const path = paths.associateDefault(call.id, wanted, link.id);
    await api.ask({ kind: 'write', method: 'PUT', path }, anything, x);
  }
  for (const object of linkObjects) {
    const ids = new Set(call.associations?.[object]?.results.map(({ id }) => id));
    if (link !== null && object === wanted) ids.delete(link.id);
    for (const id of ids) {
      const path = paths.association(call.id, object, id);
      await api.ask({ kind: 'write', method: 'DELETE', path }, anything, x);
    }
  }
}
