import type { Migration } from './migration.ts';

/** Rules that make records of unknown callers, and links that have to be found out before a call is logged. */
export const rules: Migration = {
  name: '003-rules',
  statements: () => [
    `ALTER TABLE activities ADD COLUMN wanted_json text`,

    `CREATE TABLE new_callers (
      connection_id text NOT NULL, e164 text NOT NULL, record_type text, record_id text, made_at bigint,
      unsure integer NOT NULL, tried_at bigint, claimed_until bigint, PRIMARY KEY (connection_id, e164))`,
  ],
};
