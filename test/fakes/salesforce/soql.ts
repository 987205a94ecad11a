import { RestError } from './answer.ts';
import { isWellFormed, to18 } from './ids.ts';
import type { Org, Row, Value } from './org.ts';
import type { ObjectDef } from './schema.ts';
import { parseQuery, type Condition, type Query } from './soql-parse.ts';

/** Most rows of one answer. */
const pageSize = 2_000;

/** Answer of `/query`. */
export function runQuery(org: Org, soql: string): object {
  const query = parseQuery(soql);
  const rows = select(org, query, org.rows(query.object));
  if (query.fields[0] === 'COUNT') return { totalSize: rows.length, done: true, records: [] };
  const records = rows.slice(0, pageSize).map((row) => project(org, query, row));
  const more = rows.length > pageSize ? { nextRecordsUrl: '/services/data/query/01g-2000' } : {};
  return { totalSize: rows.length, done: rows.length <= pageSize, ...more, records };
}

/** Those of `rows` that the query asks for, in its order. */
export function select(
  org: Org,
  { object, fields, where, orderBy, limit }: Query,
  rows: readonly Row[],
): Row[] {
  const definition = org.schema.get(object);
  if (definition === undefined) {
    throw new RestError(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
  }
  const used = [
    ...fields.filter((name) => name !== 'COUNT'),
    ...fieldsOf(where),
    ...orderBy.map(({ field }) => field),
  ];
  for (const name of used) assertField(org, definition, name);
  assertIds(where);
  const found = rows.filter((row) => where === null || holds(where, row));
  found.sort((a, b) => {
    const first = orderBy.map(({ field, descending }) => compare(a[field], b[field]) * (descending ? -1 : 1));
    return first.find((order) => order !== 0) ?? 0;
  });
  return limit === null ? found : found.slice(0, limit);
}

function assertField(org: Org, { name: object, fields }: ObjectDef, name: string): void {
  const [relation = '', other] = name.split('.');
  if (other === undefined ? fields.has(name) : org.schema.get(relation)?.fields.has(other) === true) return;
  throw new RestError(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object}'.`);
}

/** Ids with 18 characters carry a checksum. */
function assertIds(condition: Condition | null): void {
  if (condition === null) return;
  if ('and' in condition) condition.and.forEach(assertIds);
  else if ('or' in condition) condition.or.forEach(assertIds);
  else if (condition.field === 'Id' && ['=', 'IN'].includes(condition.operator)) {
    for (const value of condition.values.map(String)) {
      if (isWellFormed(value) && to18(value.slice(0, 15)).endsWith(value.slice(15))) continue;
      throw new RestError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${value}`);
    }
  }
}

/** A row with the fields asked for: `Account.Name` comes as an object. */
export function project(org: Org, { object, fields }: Query, row: Row): Record<string, unknown> {
  const id = String(row['Id']);
  const record: Record<string, unknown> = {
    attributes: { type: object, url: `/services/data/sobjects/${object}/${id}` },
  };
  for (const name of fields) {
    const [relation = '', other] = name.split('.');
    if (other === undefined) record[name] = row[name] ?? null;
    else {
      const related = org.get(relation, String(row[`${relation}Id`] ?? ''))?.row;
      record[relation] = related === undefined ? null : { [other]: related[other] ?? null };
    }
  }
  return record;
}

function fieldsOf(condition: Condition | null): string[] {
  if (condition === null) return [];
  if ('and' in condition) return condition.and.flatMap(fieldsOf);
  return 'or' in condition ? condition.or.flatMap(fieldsOf) : [condition.field];
}

function holds(condition: Condition, row: Row): boolean {
  if ('and' in condition) return condition.and.every((part) => holds(part, row));
  if ('or' in condition) return condition.or.some((part) => holds(part, row));
  const value = row[condition.field] ?? null;
  const [wanted = null] = condition.values;
  if (condition.operator === 'IN') return listed(condition.values).has(normal(value));
  if (typeof wanted === 'string' && wanted.startsWith('since ')) return compare(value, wanted.slice(6)) >= 0;
  return comparisons[condition.operator]?.(value, wanted) ?? false;
}

type Comparison = (value: Value, wanted: Value) => boolean;

const comparisons: Record<string, Comparison> = {
  '=': isSame,
  '!=': (value, wanted) => !isSame(value, wanted),
  '<': (value, wanted) => compare(value, wanted) < 0,
  '<=': (value, wanted) => compare(value, wanted) <= 0,
  '>': (value, wanted) => compare(value, wanted) > 0,
  '>=': (value, wanted) => compare(value, wanted) >= 0,
};

/** SOQL compares texts without case, ids by their 15 characters. */
function normal(value: Value): Value {
  return typeof value === 'string' ? to18(value).toLowerCase() : value;
}

function isSame(a: Value, b: Value): boolean {
  return normal(a) === normal(b);
}

/** A list is looked through once for each row: made a set once for each query. */
const lists = new WeakMap<readonly Value[], Set<Value>>();

function listed(values: readonly Value[]): Set<Value> {
  const known = lists.get(values) ?? new Set(values.map(normal));
  lists.set(values, known);
  return known;
}

function compare(a: Value | undefined, b: Value | undefined): number {
  const [left, right] = [a ?? '', b ?? ''];
  return left < right ? -1 : Number(left > right);
}
