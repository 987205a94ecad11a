import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../src/platform/project-root.ts';
import { sqliteWords } from '../../src/store/database.ts';
import type { Migration } from '../../src/store/migrations/migration.ts';
import { postgresWords } from '../../src/store/postgres.ts';

export const releasedFile = join(projectRoot(), 'test', 'store', 'released.json');

export const releasedShape = z.array(
  z.object({ release: z.string(), migrations: z.record(z.string(), z.string()) }),
);

const normal = (statement: string): string => statement.replace(/\s+/g, ' ').trim();

/** Of what a migration says, in the words of both databases; layout does not count. */
export function digestOf({ statements }: Migration): string {
  const said = [sqliteWords, postgresWords].map((words) => statements(words).map(normal));
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32);
}

/**
 * Why processes of the version before could not go on beside it; null: they can. `made` are the tables that the same
 * migration makes: nobody knows them yet.
 */
export function whyUnsafe(statement: string, made: ReadonlySet<string>): string | null {
  const text = normal(statement);
  const table =
    /^(?:ALTER TABLE|CREATE UNIQUE INDEX \w+ ON|DROP TABLE|UPDATE|DELETE FROM|TRUNCATE)(?: IF EXISTS)?(?: ONLY)? (\w+)/i.exec(
      text,
    )?.[1];
  if (table !== undefined && made.has(table)) return null;
  const found = dangers.find(({ pattern }) => pattern.test(text));
  if (found !== undefined) return found.why;
  const adds = /^ALTER TABLE \w+ ADD (?:COLUMN )?/i.test(text);
  return adds && /\bNOT NULL\b/i.test(text) && !/\bDEFAULT\b/i.test(text)
    ? 'a column that may not be null and has no default: what they insert would be refused'
    : null;
}

const dangers = [
  { pattern: /^DROP (TABLE|VIEW|FUNCTION|TRIGGER)\b/i, why: 'it takes away what they use' },
  { pattern: /^ALTER TABLE .*\bDROP\b/i, why: 'it takes away what they use' },
  { pattern: /\bRENAME\b/i, why: 'they know it by its old name' },
  {
    pattern: /^ALTER TABLE .*\bALTER (COLUMN )?\w+ (SET DATA )?(TYPE|SET NOT NULL)\b/i,
    why: 'what they write would be refused',
  },
  {
    pattern: /^ALTER TABLE .*\b(ADD CONSTRAINT|ADD CHECK|ADD UNIQUE|ADD FOREIGN KEY|ADD PRIMARY KEY)\b/i,
    why: 'what they write would be refused',
  },
  {
    pattern: /^ALTER TABLE \w+ ADD .*\b(UNIQUE|REFERENCES|CHECK)\b/i,
    why: 'what they write would be refused',
  },
  { pattern: /^CREATE UNIQUE INDEX\b/i, why: 'what they write would be refused' },
  { pattern: /^(DELETE FROM|TRUNCATE)\b/i, why: 'it takes away rows that they hold' },
];
