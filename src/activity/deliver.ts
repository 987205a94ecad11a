import type { Connector, LogResult } from '../crm/contract.ts';
import type { ConnectionRules } from '../crm/rules.ts';
import { ConnectorError } from '../crm/errors.ts';
import type { RecordRef } from '../model/contact.ts';
import type { Clock } from '../platform/clock.ts';
import type { Claimed } from './claims.ts';
import { withDeadline, type Deadline } from '../crm/deadline.ts';
import { asConnectorError, type Decision, type WorkKind } from './outcome.ts';
import { changeBetween, wholeChange } from './payload.ts';

/** What became of one claimed row. `kind` is what was tried last: a `find` that found nothing goes on to `log`. */
export interface Delivery {
  claimed: Claimed;
  kind: WorkKind;
  /** False: there was nothing to tell the CRM. */
  sent: boolean;
  result:
    | { ok: true; ref: RecordRef }
    /** Nothing was to be written yet. `found` false: the record it belongs to is not to be asked for again. */
    | { ok: true; then: Extract<Decision, { next: 'again' }>; found: boolean }
    | { ok: false; error: ConnectorError };
}

export interface DeliveryLimits extends Required<Omit<Deadline, 'missed'>> {
  clock: Clock;
}

/**
 * At most three deadlines long: a look for lost writes, then the write of those that were not found; or a look for the
 * PBX's lead, a look for the number, and the making of a person.
 */
export const deadlinesPerDelivery = 3;

/** Where to, and by which of its rules. */
export interface Destination {
  connector: Connector;
  rules: Pick<ConnectionRules, 'createOnly'>;
}

/**
 * Brings claimed rows to the CRM whose records are known. Never throws: whatever goes wrong is the result of each row it befell.
 */
export async function deliver(
  { connector, rules }: Destination,
  batch: readonly Claimed[],
  limits: DeliveryLimits,
): Promise<Delivery[]> {
  const looked = await Promise.all(
    batch.filter(({ kind }) => kind === 'find').map((claimed) => find(connector, claimed, limits)),
  );
  const found = looked.filter((delivery) => delivery !== null);
  const settled = new Set(found.map(({ claimed }) => claimed));
  const changed = await Promise.all(
    batch
      .filter(({ kind }) => kind === 'update')
      .map((claimed) => update({ connector, rules }, claimed, limits)),
  );
  const toLog = batch.filter((claimed) => claimed.kind !== 'update' && !settled.has(claimed));
  return [...found, ...changed, ...(await log(connector, toLog, limits))];
}

/** Null: the CRM does not have it, so that it may be written. */
async function find(
  connector: Connector,
  claimed: Claimed,
  limits: DeliveryLimits,
): Promise<Delivery | null> {
  try {
    const ref = await withDeadline({ ...limits, missed: 'unavailable' }, (x) =>
      connector.findActivity(claimed.key, x),
    );
    return ref === null ? null : { claimed, kind: 'find', sent: true, result: { ok: true, ref } };
  } catch (thrown) {
    return failed(claimed, 'find', thrown);
  }
}

async function log(
  connector: Connector,
  batch: readonly Claimed[],
  limits: DeliveryLimits,
): Promise<Delivery[]> {
  if (batch.length === 0) return [];
  try {
    assertStillOurs(batch, limits);
    const results = await withDeadline({ ...limits, missed: 'unknown_outcome' }, (x) =>
      connector.logCalls(
        batch.map(({ payload }) => payload),
        x,
      ),
    );
    if (results.length !== batch.length) {
      throw new Error(`${String(results.length)} results for ${String(batch.length)} activities`);
    }
    return batch.map((claimed, index) => ({
      claimed,
      kind: 'log',
      sent: true,
      result: asResult(results[index]),
    }));
  } catch (thrown) {
    return batch.map((claimed) => failed(claimed, 'log', thrown));
  }
}

/** A process that was held up must not write what another one has taken over since. */
function assertStillOurs(batch: readonly Claimed[], { clock, ms, stop }: DeliveryLimits): void {
  const inTime = batch.every(({ claimedUntil }) => clock() + ms <= claimedUntil);
  if (stop.aborted || !inTime) throw new ConnectorError('unavailable', 'There was no time left to write it');
}

async function update(
  { connector, rules }: Destination,
  claimed: Claimed,
  limits: DeliveryLimits,
): Promise<Delivery> {
  const { ref, logged, payload } = claimed;
  try {
    if (ref === null || logged === null)
      throw new ConnectorError('rejected', 'The record to change is not known');
    const change = claimed.unsure ? wholeChange(logged, payload) : changeBetween(logged, payload);
    const isChange = Object.keys(change).length > 0;
    if (isChange && rules.createOnly)
      return { ...failed(claimed, 'update', new ConnectorError('forbidden', onlyCreates)), sent: false };
    // A connector that cannot change records leaves them as they were first written.
    const sent = connector.updateCall !== undefined && isChange;
    if (sent) {
      await withDeadline({ ...limits, missed: 'unknown_outcome' }, (x) =>
        Promise.resolve(connector.updateCall?.(ref, change, x)),
      );
    }
    return { claimed, kind: 'update', sent, result: { ok: true, ref } };
  } catch (thrown) {
    return failed(claimed, 'update', thrown);
  }
}

/** Kept with a record that was changed too late. */
export const onlyCreates = 'the rules of this connection only create records';

/** A connector's answer is an edge too: a result without an id is no proof that anything was written. */
function asResult(result: LogResult | undefined): Delivery['result'] {
  if (result?.ok === false) return { ok: false, error: asConnectorError(result.error) };
  if (result?.ok === true && typeof result.ref.id === 'string' && result.ref.id !== '') return result;
  return { ok: false, error: asConnectorError(new Error('The connector gave no record id')) };
}

export function failed(claimed: Claimed, kind: WorkKind, thrown: unknown): Delivery {
  return { claimed, kind, sent: true, result: { ok: false, error: asConnectorError(thrown) } };
}
