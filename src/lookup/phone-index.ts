import type { StoredCall } from '../model/call.ts';
import type { Match, RecordRef } from '../model/contact.ts';
import type { Db } from '../store/database.ts';
import type { HotStore, IndexRow } from '../store/hot.ts';
import { arranged, mayBeCaller, type NeverMatch } from './callers.ts';
import type { Choices } from './choices.ts';

/** Of a number that still more records share (a switchboard), the latest. */
const mostRecords = 100;

export interface PhoneIndexDeps {
  hot: Pick<HotStore, 'findNumbers'>;
  choices: Pick<Choices, 'of'>;
  /** Null: the connection is gone or cannot be opened. */
  connection(id: string): {
    name: string;
    recordUrl(ref: RecordRef): string;
    neverMatch: NeverMatch;
  } | null;
  /** True when the CRM of a connection other than these (names) may know numbers that the index does not. */
  worthAsking(knownBy: ReadonlySet<string>): boolean;
}

/** What is known of a number's owner. */
export type Known = Pick<StoredCall, 'lookup' | 'matches' | 'chosen'>;

export interface PhoneIndex {
  /** For each number (E.164) what the index says: matches, best first; `pending`: ask the CRMs it knows nobody of. */
  lookup(within: Db, numbers: readonly string[]): Promise<Map<string, Known>>;
}

/** Who calls, without asking any CRM: one indexed read a number. */
export function createPhoneIndex(deps: PhoneIndexDeps): PhoneIndex {
  const toMatch = (row: IndexRow): Match[] => {
    const connection = deps.connection(row.connection_id);
    if (connection === null) return [];
    const ref = { type: row.record_type, id: row.record_id };
    const match = {
      connection: connection.name,
      ...ref,
      name: row.name,
      company: row.company,
      url: connection.recordUrl(ref),
      ownerId: row.owner_id,
      matchedOn: row.label,
    };
    return mayBeCaller(row.e164, match, connection.neverMatch) ? [match] : [];
  };

  return {
    async lookup(within, numbers) {
      const known = new Map<string, Known>();
      if (numbers.length === 0) return known;
      const found = await deps.hot.findNumbers(within, numbers, mostRecords);
      for (const number of numbers) {
        const matches = arranged((found.get(number) ?? []).flatMap(toMatch));
        const chosen = matches.length > 1 ? await deps.choices.of(within, number, matches) : [];
        known.set(number, {
          matches,
          chosen,
          lookup: deps.worthAsking(knowing(matches)) ? 'pending' : 'done',
        });
      }
      return known;
    },
  };
}

/** Names of the connections that have matches of their own. */
export function knowing(matches: readonly Match[]): Set<string> {
  return new Set(matches.map(({ connection }) => connection));
}
