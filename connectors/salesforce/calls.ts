import type { Ctx, LogResult } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { CallActivity, CallActivityChange } from '../../src/model/activity.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { collectionAnswer, collectionSize, toLogResult } from './collection.ts';
import { findTask, findTasks } from './find-task.ts';
import { taskType } from './ids.ts';
import { askUsage } from './limits.ts';
import { keyFieldOf, type KeyField } from './org.ts';
import type { CallParts } from './parts.ts';
import { toTask, type TaskContext, type TaskFields } from './task.ts';
import { updateCall } from './update-call.ts';

export interface Calls {
  log(activities: readonly CallActivity[], x: Ctx): Promise<LogResult[]>;
  update(ref: RecordRef, change: CallActivityChange, x: Ctx): Promise<void>;
  find(key: string, x: Ctx): Promise<RecordRef | null>;
}

export function createCalls(deps: CallParts): Calls {
  const { settings, ask, org } = deps;
  return {
    log: (activities, x) => logCalls(deps, activities, x),
    update: (ref, change, x) => updateCall(deps, ref, change, x),
    async find(key, x) {
      const id = await findTask(ask, keyFieldOf(settings, await org.taskFields(x)), key, x);
      return id === null ? null : { type: taskType, id };
    },
  };
}

interface Batch {
  activities: readonly CallActivity[];
  keyField: KeyField;
  contextOf: (activity: CallActivity) => TaskContext;
}

/** Each key once, 200 in a request. What became of a batch is told of each of its activities. */
async function logCalls(deps: CallParts, activities: readonly CallActivity[], x: Ctx): Promise<LogResult[]> {
  if (activities.length === 0) return [];
  await deps.quota.leaveReserve(() => askUsage(deps.ask, x));
  const unique = [...new Map(activities.map((activity) => [activity.key, activity])).values()];
  const way = await prepare(deps, unique, x);
  const results = new Map<string, LogResult>();
  let stopped: ConnectorError | null = null;
  for (let at = 0; at < unique.length; at += collectionSize) {
    const batch = { ...way, activities: unique.slice(at, at + collectionSize) };
    const outcome: LogResult[] | ConnectorError = stopped ?? (await logBatch(deps, batch, x).catch(asFailed));
    batch.activities.forEach(({ key }, index) => {
      results.set(key, resultAt(outcome, index));
    });
    if (outcome instanceof ConnectorError) stopped = forTheRest(outcome);
  }
  return activities.map(({ key }) => results.get(key) ?? resultAt([], 0));
}

/** What the mapping needs to know, which is asked of the org seldom. */
async function prepare(
  { settings, org, sessions }: CallParts,
  activities: readonly CallActivity[],
  x: Ctx,
): Promise<Omit<Batch, 'activities'>> {
  const owners = activities.flatMap(({ ownerId }) => ownerId ?? []);
  const [fields, zoneOf, { userId }] = await Promise.all([
    org.taskFields(x),
    org.timeZones(owners, x),
    sessions.current(x),
  ]);
  const contextOf = ({ ownerId }: CallActivity): TaskContext => ({
    settings,
    fields,
    timeZone: zoneOf(ownerId),
    userId,
  });
  return { keyField: keyFieldOf(settings, fields), contextOf };
}

function asFailed(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  throw thrown;
}

/** What befell one batch would befall the next; only the first can have been written. */
function forTheRest(error: ConnectorError): ConnectorError {
  if (error.code !== 'unknown_outcome') return error;
  return new ConnectorError('unavailable', 'Not sent: Salesforce had stopped answering', { cause: error });
}

function resultAt(outcome: LogResult[] | ConnectorError, index: number): LogResult {
  if (outcome instanceof ConnectorError) return { ok: false, error: outcome };
  const lost = new ConnectorError('unknown_outcome', 'Salesforce gave no result for this call');
  return outcome[index] ?? { ok: false, error: lost };
}

async function logBatch(deps: CallParts, batch: Batch, x: Ctx): Promise<LogResult[]> {
  try {
    return batch.keyField.idempotency === 'unique_key'
      ? await upsert(deps, batch, x)
      : await createMissing(deps, batch, x);
  } catch (error) {
    // Perhaps an admin changed the fields since they were read.
    if (error instanceof ConnectorError && error.code === 'rejected') deps.org.forget();
    throw error;
  }
}

/** One request: Salesforce itself makes the same key the same Task. */
async function upsert(
  { ask }: CallParts,
  { activities, keyField, contextOf }: Batch,
  x: Ctx,
): Promise<LogResult[]> {
  const records = activities.map((activity) => record(activity, keyField, contextOf(activity)));
  const path = `/composite/sobjects/Task/${keyField.name}`;
  const guard = collectionAnswer(records.length);
  const answer = await ask({ method: 'PATCH', path, body: { allOrNone: false, records }, guard }, x);
  return answer.map((result, index) => toLogResult(result, activities[index] ?? { link: null }));
}

/** Two requests: which are there already, and the others. */
async function createMissing(
  deps: CallParts,
  { activities, keyField, contextOf }: Batch,
  x: Ctx,
): Promise<LogResult[]> {
  const found = await findTasks(deps.ask, keyField, activities, x);
  const missing = activities.filter(({ key }) => !found.has(key));
  const records = missing.map((activity) => record(activity, keyField, contextOf(activity)));
  const guard = collectionAnswer(records.length);
  const body = { allOrNone: false, records };
  const answer =
    records.length === 0
      ? []
      : await deps.ask({ method: 'POST', path: '/composite/sobjects', body, guard }, x);
  const created = new Map(missing.map(({ key, link }, index) => [key, { link, result: answer[index] }]));
  return activities.map(({ key }) => {
    const id = found.get(key);
    if (id !== undefined) return { ok: true, ref: { type: taskType, id } };
    const { result, link } = created.get(key) ?? { result: undefined, link: null };
    return result === undefined ? resultAt([], 0) : toLogResult(result, { link });
  });
}

function record(
  activity: CallActivity,
  { name }: KeyField,
  context: TaskContext,
): TaskFields & { attributes: object } {
  return { attributes: { type: 'Task' }, ...toTask(activity, context), [name]: activity.key };
}
