import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Of `platform/seal.ts`. */
interface Renewal {
  renewed(sealed: string): string | null;
}

interface Opening {
  open(sealed: string): string;
}

/** Every column that holds a sealed text. */
const places = [
  ['sources', 'key_sealed'],
  ['sources', 'basic_sealed'],
  ['connections', 'settings_sealed'],
  ['connections', 'tokens_sealed'],
] as const;

/**
 * Seals with the present key whatever an old one sealed. A text that changes meanwhile is left alone: whoever changed
 * it sealed it. May break off and run again, and run in several processes at once.
 *
 * @returns how many texts were sealed anew
 * @throws for a text that none of the keys opens
 */
export async function sealAnew(db: Db, { renewed }: Renewal): Promise<number> {
  let count = 0;
  for (const [tableName, columnName] of places) {
    const [table, column] = [sql.table(tableName), sql.ref(columnName)];
    const { rows } = await sql<{ id: string; sealed: string }>`
      SELECT id, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL`.execute(db);
    for (const { id, sealed } of rows) {
      const anew = renewed(sealed);
      if (anew === null) continue;
      await sql`UPDATE ${table} SET ${column} = ${anew} WHERE id = ${id} AND ${column} = ${sealed}`.execute(
        db,
      );
      count += 1;
    }
  }
  return count;
}

/**
 * Opens every sealed text, and changes nothing.
 *
 * @returns how many there are
 * @throws for a text that none of the keys opens
 */
export async function openAll(db: Db, { open }: Opening): Promise<number> {
  let count = 0;
  for (const [tableName, columnName] of places) {
    const [table, column] = [sql.table(tableName), sql.ref(columnName)];
    const { rows } = await sql<{ sealed: string }>`
      SELECT ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL`.execute(db);
    for (const { sealed } of rows) open(sealed);
    count += rows.length;
  }
  return count;
}
