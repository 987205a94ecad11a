import { expect } from 'vitest';
import type { Connector, Ctx, PhoneQuery } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { RecordRef } from '../../src/model/contact.ts';

/** What a CRM's fake can be told to do to the next request. */
export type FaultKind =
  | 'unauthorized'
  | 'forbidden'
  | 'rate_limited'
  | 'rate_limited_retry_after'
  | 'server_error'
  | 'cut_after_write'
  | 'hang'
  | 'nonsense'
  /** Answered rightly, but late. */
  | 'slow'
  /** Of a batch every second call fails. */
  | 'partial';

export interface SeedContact {
  name: string;
  company: string | null;
  /** As people type it into the CRM: `+420 591 166 223`. */
  phone: string;
}

/** A connector, open against a CRM that is empty, and the CRM itself to look into behind the connector's back. */
export interface ConnectorUnderTest {
  connector: Connector;
  /** The connection's name the connector was opened with. */
  connection: string;
  /** Puts contacts into the CRM, the later ones changed later. */
  seed(contacts: readonly SeedContact[]): Promise<RecordRef[]>;
  remove(contact: RecordRef): Promise<void>;
  /** Every call record the CRM holds with this key, in the CRM's words brought to ours. */
  recordsOf(key: string): Promise<{ link: string | null; note: string | null }[]>;
  /** Makes the next request end so. Required when `faults` are listed. */
  fail?(kind: FaultKind): void;
  close(): Promise<void>;
}

export interface ConnectorSuite {
  open(): Promise<ConnectorUnderTest>;
  /** Which faults the CRM's fake can be told to make. None: there is no network between. */
  faults?: readonly FaultKind[];
  /** The vendor's own habits. */
  additionalTests?(current: () => ConnectorUnderTest): void;
}

export const karel: SeedContact = { name: 'Karel Novák', company: 'Novák s.r.o.', phone: '+420 591 166 223' };
export const karelsNumber: PhoneQuery = { e164: '+420591166223', national: '591166223', country: 'CZ' };
export const nobodysNumber: PhoneQuery = { e164: '+420777000111', national: '777000111', country: 'CZ' };
export const anna: SeedContact = { name: 'Anna Malá', company: null, phone: '+420 602 123 456' };

/** Time for one request of a test. */
export function within(ms = 5_000): Ctx {
  return { signal: AbortSignal.timeout(ms), deadline: new Date(Date.now() + ms) };
}

/** The error of the contract that `work` ends in. */
export async function caught(work: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error instanceof ConnectorError
    ? error
    : new ConnectorError('unknown_outcome', 'not an error of the contract');
}
