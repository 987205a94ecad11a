import type { Ctx, LogResult } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import type { Account, AccountReader } from './account.ts';
import { itemErrorOf } from './errors.ts';
import { batchAnswer, type HubspotRecord } from './guards.ts';
import { batchSize, callRef, type Keys } from './keys.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';
import type { HubspotSettings } from './settings.ts';
import { toCall } from './to-call.ts';
import type { CallBatch } from './sdk.ts';

export interface Logging {
  api: HubspotApi;
  accounts: AccountReader;
  keys: Keys;
  settings: HubspotSettings;
  clock: () => number;
}

type Results = Map<string, LogResult>;

/**
 * Writes calls with their links, 100 to a request, and answers for each.
 *
 * They are created, not upserted: an upsert takes no associations, so that a crash between it and the request that
 * links would leave a call under nobody. With a unique property HubSpot refuses the second call of a key, which is the
 * same promise at half the requests; without one, the key is searched for before.
 */
export async function logCalls(
  logging: Logging,
  activities: readonly CallActivity[],
  x: Ctx,
): Promise<LogResult[]> {
  if (activities.length === 0) return [];
  const account = await logging.accounts.get(x);
  // A key that is there twice is one call.
  const unique = [...new Map(activities.map((activity) => [activity.key, activity])).values()];
  const results: Results = new Map();
  for (let at = 0; at < unique.length; at += batchSize) {
    const batch = unique.slice(at, at + batchSize);
    // What was written before another batch failed is written all the same.
    for (const [key, result] of await attempt(batch, () => logBatch(logging, account, batch, x))) {
      results.set(key, result);
    }
  }
  return activities.map(({ key }) => results.get(key) ?? unanswered());
}

async function logBatch(
  logging: Logging,
  account: Account,
  batch: readonly CallActivity[],
  x: Ctx,
): Promise<Results> {
  const refused = account.key?.unique === true;
  const existing = refused ? noResults : await existingOf(logging, account, batch, x);
  const inDoubt = batch.filter(({ key }) => !existing.has(key) && logging.keys.isInDoubt(key, account));
  const results = new Map([...existing, ...inDoubt.map(({ key }): [string, LogResult] => [key, lost()])]);
  const missing = batch.filter(({ key }) => !results.has(key));
  if (missing.length === 0) return results;
  const created = await createOrSplit(logging, account, missing, x);
  noteOutcome(logging, created);
  const conflicts = missing.filter(({ key }) => isConflict(created.get(key)));
  const there = conflicts.length === 0 ? noResults : await existingOf(logging, account, conflicts, x);
  return new Map([...results, ...created, ...there]);
}

async function create(
  { api, settings, clock }: Logging,
  account: Account,
  batch: readonly CallActivity[],
  x: Ctx,
): Promise<Results> {
  const body: CallBatch = {
    inputs: batch.map((activity) => toCall(activity, account, settings)),
  };
  const path = paths.batch('calls', 'create');
  const answer = await api.ask({ kind: 'write', method: 'POST', path, body }, batchAnswer, x);
  const results: Results = new Map();
  const moment = { now: clock(), timeZone: account.timeZone };
  for (const error of answer.errors ?? []) {
    const failed = itemErrorOf(error, moment);
    for (const key of error.context?.['objectWriteTraceId'] ?? [])
      results.set(key, { ok: false, error: failed });
  }
  for (const record of answer.results) {
    const key = keyOf(record, account);
    if (key !== null) results.set(key, { ok: true, ref: callRef(record.id) });
  }
  return new Map(batch.map(({ key }) => [key, results.get(key) ?? unanswered()]));
}

function keyOf({ objectWriteTraceId, properties }: HubspotRecord, { key }: Account): string | null {
  return objectWriteTraceId ?? (key === null ? null : (properties[key.property] ?? null));
}

/**
 * Trace ids ask HubSpot for an answer about each item; should it refuse a batch as a whole all the same, those that are
 * there already are set aside and the others tried again in halves, until the fault is alone: one bad call must not keep
 * ninety-nine from being logged.
 */
async function createOrSplit(
  logging: Logging,
  account: Account,
  batch: readonly CallActivity[],
  x: Ctx,
): Promise<Results> {
  try {
    return await create(logging, account, batch, x);
  } catch (thrown) {
    const error = asError(thrown);
    if (batch.length === 1 || !faultsOfItems.has(error.code)) return sameForAll(batch, error);
    const existing = error.code === 'conflict' ? await existingOf(logging, account, batch, x) : noResults;
    const rest = batch.filter(({ key }) => !existing.has(key));
    const parts = existing.size > 0 ? [rest] : [rest.slice(0, rest.length / 2), rest.slice(rest.length / 2)];
    const results = new Map(existing);
    for (const part of parts.filter(({ length }) => length > 0)) {
      for (const [key, result] of await createOrSplit(logging, account, part, x)) results.set(key, result);
    }
    return results;
  }
}

const faultsOfItems = new Set(['rejected', 'not_found', 'conflict']);
const noResults: Results = new Map();

async function existingOf(
  { keys }: Logging,
  account: Account,
  batch: readonly { key: string }[],
  x: Ctx,
): Promise<Results> {
  const found = await keys.existing(
    batch.map(({ key }) => key),
    account,
    x,
  );
  return new Map([...found].map(([key, ref]) => [key, { ok: true, ref }]));
}

/** Runs a batch; when it fails as a whole, so does each of its items. */
async function attempt(batch: readonly CallActivity[], run: () => Promise<Results>): Promise<Results> {
  try {
    return await run();
  } catch (thrown) {
    return sameForAll(batch, asError(thrown));
  }
}

function sameForAll(batch: readonly CallActivity[], error: ConnectorError): Results {
  return new Map(batch.map(({ key }) => [key, { ok: false, error }]));
}

function noteOutcome({ keys, accounts }: Logging, results: Results): void {
  for (const [key, result] of results) {
    if (result.ok) keys.wrote(key, result.ref);
    else if (result.error.code === 'unknown_outcome') keys.lost(key);
    // Somebody removed a property: whoever tries again is to see the account as it is.
    else if (result.error.message.includes('PROPERTY_DOESNT_EXIST')) accounts.forget();
  }
}

/** A key that HubSpot has already: its record is the answer. */
function isConflict(result: LogResult | undefined): boolean {
  return result?.ok === false && result.error.code === 'conflict';
}

/** To be looked for again, rather than to be written a second time. */
function lost(): LogResult {
  const message = 'An answer was lost, and HubSpot’s search may not know the call yet';
  return { ok: false, error: new ConnectorError('unknown_outcome', message) };
}

function unanswered(): LogResult {
  return { ok: false, error: new ConnectorError('unknown_outcome', 'HubSpot said nothing of this call') };
}

function asError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  return new ConnectorError('unknown_outcome', 'The call could not be written', { cause: thrown });
}
