import { z } from 'zod';
import { RestError, type Answer } from './answer.ts';
import type { RequestKind } from './faults.ts';
import { isWellFormed } from './ids.ts';
import type { Org } from './org.ts';
import { save, type SaveFault, type SaveResult } from './save.ts';
import { runSearch } from './sosl.ts';
import { runQuery } from './soql.ts';

/** One REST request; `path` is below `/services/data/vXX.0`. */
export interface RestRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  /** Each other record of a batch finds its row locked. */
  locksRows: boolean;
}

interface Route {
  method: string;
  path: RegExp;
  kind: RequestKind;
  answer(org: Org, request: RestRequest, parts: string[]): Answer;
}

const ok = (body: unknown): Answer => ({ status: 200, body });

/** REST API Developer Guide, "Reference". */
const routes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/query\/?$/,
    kind: 'query',
    answer: (org, { query }) => ok(runQuery(org, query.get('q') ?? '')),
  },
  {
    method: 'GET',
    path: /^\/search\/?$/,
    kind: 'search',
    answer: (org, { query }) => ok(runSearch(org, query.get('q') ?? '')),
  },
  {
    method: 'GET',
    path: /^\/limits\/?$/,
    kind: 'limits',
    answer: ({ usage }) =>
      ok({ DailyApiRequests: { Max: usage.limit, Remaining: usage.limit - usage.used } }),
  },
  {
    method: 'GET',
    path: /^\/sobjects\/(\w+)\/describe\/?$/,
    kind: 'describe',
    answer: (org, _, [object = '']) => ok(describe(org, object)),
  },
  {
    method: 'GET',
    path: /^\/sobjects\/(\w+)\/deleted\/?$/,
    kind: 'deleted',
    answer: (org, { query }, [object = '']) => ok(deleted(org, object, query)),
  },
  {
    method: 'POST',
    path: /^\/composite\/sobjects\/?$/,
    kind: 'write',
    answer: (org, request) => ok(createAll(org, request)),
  },
  {
    method: 'PATCH',
    path: /^\/composite\/sobjects\/(\w+)\/(\w+)\/?$/,
    kind: 'write',
    answer: (org, request, parts) => ok(upsertAll(org, request, parts)),
  },
  { method: 'POST', path: /^\/sobjects\/(\w+)\/?$/, kind: 'write', answer: createOne },
  { method: 'PATCH', path: /^\/sobjects\/(\w+)\/(\w+)\/?$/, kind: 'write', answer: updateOne },
  { method: 'GET', path: /^\/sobjects\/(\w+)\/(\w+)\/?$/, kind: 'record', answer: readOne },
];

/** Null: there is no such resource. */
export function routeOf({ method, path }: Pick<RestRequest, 'method' | 'path'>): {
  kind: RequestKind;
  answer: (org: Org, request: RestRequest) => Answer;
} | null {
  for (const route of routes) {
    const found = route.method === method ? route.path.exec(path) : null;
    if (found !== null) {
      return { kind: route.kind, answer: (org, request) => route.answer(org, request, found.slice(1)) };
    }
  }
  return null;
}

const notFound = () => new RestError(404, 'NOT_FOUND', 'The requested resource does not exist');

function describe(org: Org, object: string): object {
  const definition = org.schema.get(object);
  if (definition === undefined) throw notFound();
  return { name: object, keyPrefix: definition.prefix, fields: [...definition.fields.values()] };
}

const minuteMs = 60_000;
const rememberedMs = 15 * 24 * 60 * minuteMs;

/** Seconds are ignored; more than a minute, at most 15 days. */
function deleted(org: Org, object: string, query: URLSearchParams): object {
  if (!org.schema.has(object)) throw notFound();
  const [start, end] = ['start', 'end'].map(
    (name) => Math.floor(Date.parse(query.get(name) ?? '') / minuteMs) * minuteMs,
  );
  const isSpan =
    start !== undefined && end !== undefined && end - start > minuteMs && start > Date.now() - rememberedMs;
  if (!isSpan)
    throw new RestError(
      400,
      'INVALID_REPLICATION_DATE',
      'startDate cannot be more than 15 days ago, nor near endDate',
    );
  const deletedRecords = org
    .deleted(object)
    .filter(({ at }) => at >= start && at < end)
    .map(({ id, at }) => ({ id, deletedDate: new Date(at).toISOString() }));
  return {
    deletedRecords,
    earliestDateAvailable: new Date(Date.now() - rememberedMs).toISOString(),
    latestDateCovered: new Date(Math.min(end, Date.now())).toISOString(),
  };
}

const fields = z.record(z.string(), z.unknown());
const collection = z.object({
  allOrNone: z.literal(false),
  records: z.array(fields.and(z.object({ attributes: z.object({ type: z.string() }) }))),
});

const locked: SaveFault = {
  code: 'UNABLE_TO_LOCK_ROW',
  message: 'unable to obtain exclusive access to this record',
  fields: [],
};

function createAll(org: Org, { body, locksRows }: RestRequest): object[] {
  return recordsOf(body).map((record, index) => {
    if (locksRows && index % 2 === 1) return toResult({ ok: false, fault: locked });
    return toResult(save(org, record.attributes.type, record, null));
  });
}

function upsertAll(org: Org, { body, locksRows }: RestRequest, [object = '', name = '']: string[]): object[] {
  const external = org.schema.get(object)?.fields.get(name);
  if (external?.externalId !== true) {
    throw new RestError(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible');
  }
  return recordsOf(body).map((record, index) => {
    if (locksRows && index % 2 === 1) return toResult({ ok: false, fault: locked });
    const twin = org.withKey(object, name, String(record[name]));
    const result = save(org, object, record, twin === undefined ? null : String(twin['Id']));
    return { ...toResult(result), ...(result.ok ? { created: result.created } : {}) };
  });
}

function recordsOf(body: unknown): z.infer<typeof collection>['records'] {
  const parsed = collection.safeParse(body);
  if (!parsed.success) throw new RestError(400, 'JSON_PARSER_ERROR', parsed.error.message);
  if (parsed.data.records.length > 200) {
    throw new RestError(400, 'INVALID_NUMBER_OF_RECORDS', 'Provided number of records is more than 200');
  }
  return parsed.data.records;
}

/** In collections the code is called `statusCode`. */
function toResult(result: SaveResult): object {
  if (result.ok) return { id: result.id, success: true, errors: [] };
  const { code, message, fields: names } = result.fault;
  return { success: false, errors: [{ statusCode: code, message, fields: names }] };
}

function createOne(org: Org, { body }: RestRequest, [object = '']: string[]): Answer {
  const result = save(org, object, fields.parse(body), null);
  if (!result.ok) throw asRestError(result.fault);
  return { status: 201, body: { id: result.id, success: true, errors: [] } };
}

function updateOne(org: Org, { body }: RestRequest, [object = '', id = '']: string[]): Answer {
  const result = save(org, object, fields.parse(body), id);
  if (!result.ok) throw asRestError(result.fault);
  return { status: 204, body: undefined };
}

function asRestError({ code, message, fields: names, more }: SaveFault): RestError {
  const isGone = code === 'NOT_FOUND' || code === 'ENTITY_IS_DELETED';
  return new RestError(isGone ? 404 : 400, code, message, names, more);
}

function readOne(org: Org, { query }: RestRequest, [object = '', id = '']: string[]): Answer {
  const stored = isWellFormed(id) ? org.get(object, id) : undefined;
  if (stored === undefined || stored.deletedAt !== null) throw notFound();
  const names = query.get('fields')?.split(',') ?? Object.keys(stored.row);
  const unknown = names.find((name) => org.schema.get(object)?.fields.has(name) !== true);
  if (unknown !== undefined)
    throw new RestError(400, 'INVALID_FIELD', `No such column '${unknown}' on entity '${object}'`);
  return ok({
    attributes: { type: object },
    ...Object.fromEntries(names.map((name) => [name, stored.row[name] ?? null])),
    Id: stored.row['Id'],
  });
}
