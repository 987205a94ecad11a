import { RestError } from './answer.ts';
import type { Value } from './org.ts';

export type Condition =
  { and: Condition[] } | { or: Condition[] } | { field: string; operator: string; values: Value[] };

export interface Query {
  fields: string[];
  object: string;
  where: Condition | null;
  orderBy: { field: string; descending: boolean }[];
  limit: number | null;
}

const tokenPattern =
  /\s*(?:('(?:[^'\\]|\\.)*')|(\d{4}-\d{2}-\d{2}T[\d:.]+Z)|(LAST_N_DAYS:\d+)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(!=|<=|>=|[=<>(),]))/y;

/** As much of SOQL as the connector needs, and no more: all else is MALFORMED_QUERY. */
export function parseQuery(soql: string): Query {
  const reader = createReader(soql);
  reader.expect('SELECT');
  const fields = readList(reader, () => {
    const name = reader.word();
    if (reader.accept('(')) reader.expect(')');
    return name;
  });
  reader.expect('FROM');
  const query = { fields, object: reader.word(), ...readClauses(reader) };
  reader.end();
  return query;
}

/** `WHERE …`, `ORDER BY …`, `LIMIT …`, each or none: the same in SOSL. */
function readClauses(reader: Reader): Pick<Query, 'where' | 'orderBy' | 'limit'> {
  const where = reader.accept('WHERE') ? readOr(reader) : null;
  const orderBy = reader.accept('ORDER') ? readOrder(reader) : [];
  const limit = reader.accept('LIMIT') ? Number(reader.word()) : null;
  return { where, orderBy, limit };
}

interface Reader {
  accept(token: string): boolean;
  expect(token: string): void;
  /** The next token, whatever it is. */
  word(): string;
  end(): void;
}

function createReader(soql: string): Reader {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < soql.trimEnd().length) {
    const at = tokenPattern.lastIndex;
    const token = tokenPattern.exec(soql)?.[0];
    if (token === undefined) throw malformed(soql.slice(at, at + 20));
    tokens.push(token.trim());
  }
  let next = 0;
  const accept = (token: string): boolean => {
    const isNext = tokens[next]?.toUpperCase() === token;
    if (isNext) next++;
    return isNext;
  };
  return {
    accept,
    expect(token) {
      if (!accept(token)) throw malformed(tokens[next] ?? 'the end');
    },
    word() {
      const token = tokens[next++];
      if (token === undefined) throw malformed('the end');
      return token;
    },
    end() {
      if (next < tokens.length) throw malformed(tokens[next] ?? '');
    },
  };
}

function malformed(near: string): RestError {
  return new RestError(400, 'MALFORMED_QUERY', `unexpected token: ${near}`);
}

function readList<T>(reader: Reader, read: () => T): T[] {
  const items = [read()];
  while (reader.accept(',')) items.push(read());
  return items;
}

function readOr(reader: Reader): Condition {
  const parts = [readAnd(reader)];
  while (reader.accept('OR')) parts.push(readAnd(reader));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { or: parts };
}

function readAnd(reader: Reader): Condition {
  const parts = [readCondition(reader)];
  while (reader.accept('AND')) parts.push(readCondition(reader));
  return { and: parts };
}

function readCondition(reader: Reader): Condition {
  if (reader.accept('(')) {
    const inner = readOr(reader);
    reader.expect(')');
    return inner;
  }
  const field = reader.word();
  if (reader.accept('IN')) {
    reader.expect('(');
    const values = readList(reader, () => toValue(reader.word()));
    reader.expect(')');
    return { field, operator: 'IN', values };
  }
  const operator = reader.word();
  if (!['=', '!=', '<', '<=', '>', '>='].includes(operator)) throw malformed(operator);
  return { field, operator, values: [toValue(reader.word())] };
}

function readOrder(reader: Reader): Query['orderBy'] {
  reader.expect('BY');
  return readList(reader, () => {
    const field = reader.word();
    const descending = reader.accept('DESC');
    if (!descending) reader.accept('ASC');
    return { field, descending };
  });
}

const dayMs = 24 * 60 * 60_000;

function toValue(token: string): Value {
  if (token.startsWith("'"))
    return token.slice(1, -1).replace(/\\(.)/g, (_, one: string) => ({ n: '\n', r: '\r' })[one] ?? one);
  const days = /^LAST_N_DAYS:(\d+)$/.exec(token)?.[1];
  if (days !== undefined) return `since ${new Date(Date.now() - Number(days) * dayMs).toISOString()}`;
  const words: Record<string, Value> = { true: true, false: false, null: null };
  const word = words[token.toLowerCase()];
  if (word !== undefined) return word;
  return /^-?[\d.]+$/.test(token) ? Number(token) : token;
}
