import { z } from 'zod';
import type { FakeAccount, ObjectName } from './account.ts';
import { holderOfUnique } from './properties.ts';
import { create, newRecord, shown, update } from './records.ts';
import { notFound, ok, refusal, type Problem, type Reply } from './reply.ts';

const traced = z.object({ objectWriteTraceId: z.string().optional() });
const batchOf = <T>(input: z.ZodType<T>) => z.object({ inputs: z.array(input).min(1).max(100) });
const creates = batchOf(z.intersection(newRecord, traced));
const keyed = z.object({
  id: z.string(),
  idProperty: z.string().optional(),
  properties: z.record(z.string(), z.string()),
});
const changes = batchOf(z.intersection(keyed, traced));
const reads = batchOf(z.object({ id: z.string() })).extend({
  idProperty: z.string().optional(),
  properties: z.array(z.string()),
  propertiesWithHistory: z.array(z.string()),
});

type Outcome = { result: object } | { problem: Problem };
interface Item {
  objectWriteTraceId?: string | undefined;
}

/** What the fault "partial batch" does to an item: every second one fails. */
export type Sabotage = (index: number) => boolean;

export function batchCreate(account: FakeAccount, object: ObjectName, body: unknown, fails: Sabotage): Reply {
  const asked = creates.safeParse(body);
  if (!asked.success) return invalid(asked.error.message);
  return multiStatus(asked.data.inputs, 201, (input, index) => {
    if (fails(index))
      return { problem: { status: 500, category: 'INTERNAL_ERROR', message: 'internal error' } };
    const made = create(account, object, input);
    return 'problem' in made ? made : { result: shown(made.record, Object.keys(input.properties)) };
  });
}

export function batchUpsert(account: FakeAccount, object: ObjectName, body: unknown): Reply {
  const asked = changes.safeParse(body);
  if (!asked.success) return invalid(asked.error.message);
  return multiStatus(asked.data.inputs, 200, ({ id, idProperty = '', properties }) => {
    if (!isUnique(account, object, idProperty)) return { problem: notUnique(idProperty) };
    const given = { ...properties, [idProperty]: id };
    const holder = holderOfUnique(account, object, { [idProperty]: id })?.holder;
    if (holder !== undefined) return fromReply(update(account, object, holder.id, { properties }));
    const made = create(account, object, { properties: given, associations: [] });
    return 'problem' in made ? made : { result: { ...shown(made.record, null), new: true } };
  });
}

export function batchUpdate(account: FakeAccount, object: ObjectName, body: unknown): Reply {
  const asked = changes.safeParse(body);
  if (!asked.success) return invalid(asked.error.message);
  return multiStatus(asked.data.inputs, 200, ({ id, properties }) =>
    fromReply(update(account, object, id, { properties })),
  );
}

/** Unique properties are read from the records: no index lags here. */
export function batchRead(account: FakeAccount, object: ObjectName, body: unknown): Reply {
  const asked = reads.safeParse(body);
  if (!asked.success) return invalid(asked.error.message);
  const { inputs, idProperty, properties } = asked.data;
  if (idProperty !== undefined && !isUnique(account, object, idProperty))
    return refusal(notUnique(idProperty));
  const found = inputs.flatMap(({ id }) => {
    const record =
      idProperty === undefined ? account.find(object, id) : account.holder(object, idProperty, id);
    return record === null ? [] : [shown(record, properties)];
  });
  const missing = inputs.length - found.length;
  const errors = [
    { ...notFound('Some records'), status: 'error', context: { ids: [] }, errors: [], links: {} },
  ];
  return ok(
    { ...stamps(), results: found, ...(missing > 0 ? { numErrors: 1, errors } : {}) },
    missing > 0 ? 207 : 200,
  );
}

/**
 * "Include a unique objectWriteTraceId for each input" and the answer is about each (developers.hubspot.com, error
 * handling); without it the first fault is everybody's. Results come in no promised order: here, backwards.
 */
function multiStatus<T extends Item>(
  inputs: readonly T[],
  status: number,
  run: (input: T, index: number) => Outcome,
): Reply {
  const ids = new Set(inputs.map(({ objectWriteTraceId }) => objectWriteTraceId));
  const isTraced = ids.size === inputs.length && !ids.has(undefined);
  const results: object[] = [];
  const errors: object[] = [];
  for (const [index, input] of inputs.entries()) {
    const outcome = run(input, index);
    const trace = input.objectWriteTraceId;
    if ('result' in outcome) results.unshift({ ...outcome.result, objectWriteTraceId: trace });
    else if (!isTraced) return refusal(outcome.problem);
    else errors.push(itemError(outcome.problem, trace));
  }
  if (errors.length === 0) return ok({ ...stamps(), results }, status);
  return ok({ ...stamps(), results, numErrors: errors.length, errors }, 207);
}

function itemError({ category, message, errors = [] }: Problem, trace: string | undefined) {
  return { status: 'error', category, message, errors, links: {}, context: { objectWriteTraceId: [trace] } };
}

function fromReply({ status, body }: Reply): Outcome {
  const problem = z.object({ category: z.string(), message: z.string() }).safeParse(body);
  if (problem.success) return { problem: { status, ...problem.data } };
  return { result: z.looseObject({}).parse(body) };
}

function isUnique(account: FakeAccount, object: ObjectName, property: string): boolean {
  return account.properties[object].some(({ name, hasUniqueValue }) => name === property && hasUniqueValue);
}

function notUnique(property: string): Problem {
  const message = `Unable to perform update/upsert by non-unique 0-48 property ${property}`;
  return { status: 400, category: 'VALIDATION_ERROR', message };
}

function invalid(message: string): Reply {
  return refusal({ status: 400, category: 'VALIDATION_ERROR', message: `Invalid input JSON: ${message}` });
}

function stamps() {
  const now = new Date().toISOString();
  return { status: 'COMPLETE', startedAt: now, completedAt: now };
}
