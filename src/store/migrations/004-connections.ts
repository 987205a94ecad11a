import type { Migration } from './migration.ts';

/** What admins are shown of a connection, and mirrors that start again without emptying the index. */
export const connectionStanding: Migration = {
  name: '004-connections',
  statements: () => [
    'ALTER TABLE connections ADD COLUMN succeeded_at bigint',
    'ALTER TABLE connections ADD COLUMN checked_at bigint',
    'ALTER TABLE connections ADD COLUMN check_json text',
    'ALTER TABLE connections ADD COLUMN mirror_progress double precision',
    'ALTER TABLE connections ADD COLUMN mirror_error text',
    'ALTER TABLE connections ADD COLUMN mirror_generation integer NOT NULL DEFAULT 0',
    'ALTER TABLE connections ADD COLUMN mirror_sweep integer NOT NULL DEFAULT 0',
    'ALTER TABLE phone_index ADD COLUMN generation integer NOT NULL DEFAULT 0',
  ],
};
