import { sql, type Kysely, type MigrationProvider } from 'kysely';
import { start } from './001-start.ts';
import { access } from './002-access.ts';
import { rules } from './003-rules.ts';
import { connectionStanding } from './004-connections.ts';
import { operations } from './006-operations.ts';
import { news } from './010-news.ts';
import { retryClaims } from './011-retry-claims.ts';
import { newCallerNames } from './012-new-caller-names.ts';
import type { Migration, MigrationWords } from './migration.ts';

/** In order; forward only. A released migration is never edited. */
export const migrations: readonly Migration[] = [
  start,
  access,
  rules,
  connectionStanding,
  operations,
  news,
  retryClaims,
  newCallerNames,
];

export const migrationNames: readonly string[] = migrations.map(({ name }) => name);

/** Every table that they make. */
export const tableNames: readonly string[] = migrations.flatMap(({ statements }) =>
  statements({ generatedId: '', isShared: true }).flatMap(
    (one) => /^\s*CREATE TABLE (\w+)/.exec(one)?.[1] ?? [],
  ),
);

/** The one set of migrations in the words of one database. */
export function migrationsFor(words: MigrationWords): MigrationProvider {
  const entries = migrations.map((migration) => [
    migration.name,
    {
      async up(db: Kysely<unknown>): Promise<void> {
        for (const statement of migration.statements(words)) await sql.raw(statement).execute(db);
      },
    },
  ]);
  return { getMigrations: () => Promise.resolve(Object.fromEntries(entries)) };
}
