import { setImmediate as breathe } from 'node:timers/promises';
import type { ErasureReport } from '../api/privacy.ts';
import type { Clock } from '../platform/clock.ts';
import { parsePhone } from '../model/phone.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Rewrite } from './ageing.ts';
import { forgetCalls } from './forget-calls.ts';
import { findOf, type FindDeps, type Found } from './find-person.ts';
import { forgetMentions } from './mentions.ts';

export interface EraseDeps extends FindDeps {
  clock: Clock;
  newId: () => string;
  /** Countries of the sources: a number without its country is read in the only one there is. */
  countries: () => readonly string[];
  rewrite: Rewrite;
  /** The built-in contact book: counts, and erases unless it is only to look. */
  book: (
    e164: string,
    keys: readonly string[],
    erase: boolean,
  ) => Promise<{ contacts: number; calls: number }>;
}

export interface Erasures {
  /** What there is of this number, and what would become of it. Changes nothing. */
  readonly look: (number: string) => Promise<ErasureReport>;
  /** Forgets whoever has this number. Again: finds nothing more. */
  readonly erase: (number: string, by: string | null) => Promise<ErasureReport>;
  /** The latest reports, newest first. */
  readonly list: () => Promise<ErasureReport[]>;
}

const callsPerTurn = 50;
const mostShown = 50;

export function createErasures(deps: EraseDeps): Erasures {
  const { db, clock, newId } = deps;
  return {
    async look(number) {
      const e164 = readNumber(deps, number);
      const found = await findOf(deps, e164);
      const mentions = await forgetMentions(db, digitsOf(e164), false);
      const book = await deps.book(e164, found.keys, false);
      return report(deps, e164, { found, mentions, book, id: null, by: null });
    },
    async erase(number, by) {
      const e164 = readNumber(deps, number);
      const found = await findOf(deps, e164);
      const book = await deps.book(e164, found.keys, true);
      for (let at = 0; at < found.callIds.length; at += callsPerTurn) {
        const ids = found.callIds.slice(at, at + callsPerTurn);
        await deps.rewrite(ids, (trx) => forgetCalls(trx, ids));
        await breathe();
      }
      for (const table of ['phone_index', 'chosen_matches', 'new_callers'] as const)
        await db.deleteFrom(table).where('e164', '=', e164).execute();
      const mentions = await forgetMentions(db, digitsOf(e164), true);
      const made = report(deps, e164, { found, mentions, book, id: newId(), by });
      await db
        .insertInto('erasures')
        .values({
          ...{ id: made.id ?? '', number_end: made.number, asked_by: by, erased_at: clock() },
          report_json: JSON.stringify(made),
        })
        .execute();
      return made;
    },
    async list() {
      const rows = await db
        .selectFrom('erasures')
        .select('report_json')
        .orderBy('erased_at', 'desc')
        .limit(mostShown)
        .execute();
      return rows.map((row) => JSON.parse(row.report_json) as ErasureReport);
    },
  };
}

function readNumber({ countries }: EraseDeps, typed: string): string {
  const known = [...new Set(countries())];
  const only = known.length === 1 ? (known[0] ?? null) : null;
  const e164 = parsePhone(typed, typed.trim().startsWith('+') ? null : only)?.e164;
  if (e164 !== undefined) return e164;
  // In the wrong country it is somebody else's.
  throw new Refusal('invalid', 'Write the number with its country, such as +420 591 166 223', [
    { field: 'number', message: 'Write the number with its country, such as +420 591 166 223' },
  ]);
}

/** As it may stand in what came over the wire, with or without its country. */
const digitsOf = (e164: string): string =>
  parsePhone(e164, null)?.national.replaceAll(/\D/g, '') ?? e164.slice(1);

interface Told {
  found: Found;
  mentions: number;
  book: { contacts: number; calls: number };
  id: string | null;
  by: string | null;
}

function report({ clock }: EraseDeps, e164: string, told: Told): ErasureReport {
  const { found, mentions, book, id, by } = told;
  const table = (name: string, rows: number, fate: string) => ({ name, rows, fate });
  return {
    ...{ id, by, at: new Date(clock()).toISOString(), number: `…${e164.slice(-3)}`, inCrm: found.inCrm },
    tables: [
      table(
        'Calls',
        found.callIds.length,
        'kept and counted, without number, name, matches, lead and recording links',
      ),
      table('Notes', found.notes, 'erased'),
      table(
        'Activities',
        found.activities,
        'kept and counted, made anonymous; what was not sent yet is not sent',
      ),
      table('CRM answers', found.attempts, 'words erased'),
      table('Journal entries of these calls', found.entries, 'what came over the wire erased'),
      table('Other journal entries with the number', mentions, 'what came over the wire erased'),
      table('Phone index', found.indexed, 'erased'),
      table('Remembered choices', found.choices, 'erased'),
      table('Contact book', book.contacts, 'erased with all their numbers'),
      table('Calls in the contact book', book.calls, 'kept, made anonymous'),
    ],
    advice: adviceOf(told),
  };
}

function adviceOf({ found, book, id }: Told): string[] {
  const advice: string[] = [];
  if (found.open > 0)
    advice.push(
      `Calls that are not over yet stay as they are (${String(found.open)}): do it again when they are over.`,
    );
  if (found.inCrm.length > 0)
    advice.push(
      'Erase the records in the CRM, too: contacts that stay there come back into the phone index.',
    );
  if (book.contacts > 0)
    advice.push('A contact that a provisioning file names comes back at the next start: take it out there.');
  if (id !== null) advice.push('Backups made before today still hold it.');
  return advice;
}
