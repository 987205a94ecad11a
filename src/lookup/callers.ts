import type { Match } from '../model/contact.ts';

/** What a connection's rules say of records that are no callers (`neverMatch` of crm/rules.ts). */
export interface NeverMatch {
  /** With `+`; spaces and the like do not count. */
  readonly numbers: readonly string[];
  /** Names, in whatever case. */
  readonly companies: readonly string[];
  /** Ids. */
  readonly records: readonly string[];
}

/** A number with more records of one CRM than this is a company's, not a person's. */
const fewRecords = 3;
/** Longest list that an agent is shown. */
const mostMatches = 20;

/** False: our own company, its people and its lines, or what else an admin never wants to see as a caller. */
export function mayBeCaller(e164: string, match: Match, never: NeverMatch): boolean {
  if (never.numbers.some((number) => number.replaceAll(/[^\d+]/g, '') === e164)) return false;
  if (never.records.includes(match.id)) return false;
  const company = (isCompany(match) ? match.name : match.company)?.trim().toLowerCase() ?? '';
  return company === '' || !never.companies.some((name) => name.trim().toLowerCase() === company);
}

/**
 * Best first, of what came latest changed first: where many share a number, it is the company's, and linking a call
 * to whoever was changed last would be a guess.
 */
export function arranged(matches: readonly Match[]): Match[] {
  const isShared = ({ connection }: Match): boolean =>
    matches.filter((other) => other.connection === connection).length > fewRecords;
  const companies = matches.filter((match) => isCompany(match) && isShared(match));
  const others = matches.filter((match) => !companies.includes(match));
  return [...companies, ...others].slice(0, mostMatches);
}

/** As Salesforce and as HubSpot call it. */
function isCompany({ type }: Match): boolean {
  return type === 'account' || type === 'company';
}
