import type { StoredCall } from '../model/call.ts';
import type { Match, RecordRef } from '../model/contact.ts';
import type { Db } from '../store/database.ts';
import type { HotStore, IndexRow } from '../store/hot.ts';
import type { Choices } from './choices.ts';

/** Numbers shared by more records than this (a switchboard) show the latest ones. */
const mostMatches = 20;

export interface PhoneIndexDeps {
  hot: Pick<HotStore, 'findNumbers'>;
  choices: Pick<Choices, 'of'>;
  /** Null: the connection is gone or cannot be opened. */
  connection(id: string): { name: string; recordUrl(ref: RecordRef): string } | null;
  /** True when some connection's CRM may know numbers that the index does not. */
  worthAsking(): boolean;
}

/** What is known of a number's owner. */
export type Known = Pick<StoredCall, 'lookup' | 'matches' | 'chosen'>;

export interface PhoneIndex {
  /** For each number (E.164) what the index says: matches, latest changed first; `pending`: ask the CRMs. */
  lookup(within: Db, numbers: readonly string[]): Promise<Map<string, Known>>;
}

/** Who calls, without asking any CRM: one indexed read a number. */
export function createPhoneIndex(deps: PhoneIndexDeps): PhoneIndex {
  const toMatch = (row: IndexRow): Match[] => {
    const connection = deps.connection(row.connection_id);
    if (connection === null) return [];
    const ref = { type: row.record_type, id: row.record_id };
    return [
      {
        connection: connection.name,
        ...ref,
        name: row.name,
        company: row.company,
        url: connection.recordUrl(ref),
        ownerId: row.owner_id,
        matchedOn: row.label,
      },
    ];
  };

  return {
    async lookup(within, numbers) {
      const known = new Map<string, Known>();
      if (numbers.length === 0) return known;
      const found = await deps.hot.findNumbers(within, numbers, mostMatches);
      const asWell = deps.worthAsking();
      for (const number of numbers) {
        const matches = (found.get(number) ?? []).flatMap(toMatch);
        const chosen = matches.length > 1 ? await deps.choices.of(within, number, matches) : null;
        known.set(number, { matches, chosen, lookup: matches.length === 0 && asWell ? 'pending' : 'done' });
      }
      return known;
    },
  };
}
