import type { Migration } from './migration.ts';

/** People who can be switched off, sessions that can be listed, API keys that end, and who changed what. */
export const access: Migration = {
  name: '002-access',
  statements: ({ generatedId }) => [
    `ALTER TABLE people ADD COLUMN disabled integer NOT NULL DEFAULT 0`,
    `ALTER TABLE people ADD COLUMN signed_in_at bigint`,
    `ALTER TABLE api_keys ADD COLUMN expires_at bigint`,
    `ALTER TABLE api_keys ADD COLUMN used_at bigint`,
    `ALTER TABLE sessions ADD COLUMN seen_at bigint NOT NULL DEFAULT 0`,
    `CREATE INDEX sessions_person ON sessions (person_id)`,
    `ALTER TABLE sign_in_links ADD COLUMN purpose text NOT NULL DEFAULT 'sign_in'`,
    `CREATE TABLE audit (
      id ${generatedId}, at bigint NOT NULL, actor_kind text NOT NULL, actor text NOT NULL,
      actor_id text, address text, area text NOT NULL, action text NOT NULL, summary text NOT NULL,
      subject text, before_json text, after_json text)`,
    `CREATE INDEX audit_at ON audit (at)`,
    `CREATE INDEX audit_actor ON audit (actor, id)`,
    `CREATE INDEX audit_area ON audit (area, id)`,
  ],
};
