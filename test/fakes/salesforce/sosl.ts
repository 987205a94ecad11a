import { RestError } from './answer.ts';
import type { Org, Row } from './org.ts';
import { project, select } from './soql.ts';
import { parseQuery } from './soql-parse.ts';

/** Most records of one search. */
const mostFound = 2_000;
const reserved = /(?<!\\)[&|!(){}[\]^"~*?:'+-]/;

/** Answer of `/search`: `FIND {…} IN PHONE FIELDS RETURNING Object(fields WHERE … ORDER BY … LIMIT …), …`. */
export function runSearch(org: Org, sosl: string): object {
  const [, find = '', returning = ''] =
    /^FIND \{(.*?)(?<!\\)\} IN PHONE FIELDS RETURNING (.+)$/s.exec(sosl) ?? [];
  if (find === '') throw malformed('No search term');
  const terms = find.split(' OR ').map(toTerm);
  const searchRecords = objectsOf(returning).flatMap((soql) => {
    const query = parseQuery(soql);
    const rows = org.searchable(query.object).filter((row) => isFound(org, query.object, row, terms));
    return select(org, query, rows).map((row) => project(org, query, row));
  });
  return { searchRecords: searchRecords.slice(0, mostFound) };
}

function toTerm(text: string): string {
  if (reserved.test(text)) throw malformed(`Reserved character in ${text}`);
  const term = text.replace(/\\(.)/g, '$1').trim();
  if (term.length < 2) throw malformed('Search term must be longer than one character');
  return term;
}

function malformed(message: string): RestError {
  return new RestError(400, 'MALFORMED_SEARCH', message);
}

/** `Contact(Id, Name), Lead(Id WHERE …)` as a query each. */
function objectsOf(returning: string): string[] {
  return [...returning.matchAll(/(\w+)\(((?:[^()]|\([^()]*\))*)\)/g)].map(([, object = '', inner = '']) => {
    const [, fields = '', clauses = ''] = /^(.*?)(?= WHERE | ORDER | LIMIT |$)(.*)$/s.exec(inner) ?? [];
    return `SELECT ${fields} FROM ${object}${clauses}`;
  });
}

/** The phone index takes digits for what they are: it finds them at the end of longer numbers too. */
function isFound(org: Org, object: string, row: Row, terms: readonly string[]): boolean {
  const phones = [...(org.schema.get(object)?.fields.values() ?? [])].filter(({ type }) => type === 'phone');
  return phones.some(({ name }) => {
    const digits = String(row[name] ?? '').replace(/\D/g, '');
    return terms.some((term) => digits !== '' && digits.endsWith(term.replace(/\D/g, '')));
  });
}
