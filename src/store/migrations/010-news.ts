import type { Migration } from './migration.ts';

/** Tables that every process holds in memory, and the columns whose change concerns the others. */
const held = [
  { table: 'sources', columns: null },
  { table: 'agents', columns: null },
  { table: 'agent_identities', columns: null },
  { table: 'agent_crm_users', columns: null },
  { table: 'presence', columns: null },
  { table: 'api_keys', columns: 'name, role, key_hash, provisioned, expires_at' },
  {
    table: 'connections',
    columns: 'name, settings_sealed, rules_json, status, paused_until, provisioned, mirror_generation',
  },
];

/** Processes on one PostgreSQL tell each other what was changed (`store/news.ts`). An embedded one is alone. */
export const news: Migration = {
  name: '010-news',
  statements: ({ isShared }) =>
    isShared
      ? [
          `CREATE FUNCTION ringside_news() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_notify(''ringside_news'', TG_TABLE_NAME); RETURN NULL; END'`,
          ...held.map(
            ({ table, columns }) => `CREATE TRIGGER ringside_news
              AFTER INSERT OR DELETE OR UPDATE ${columns === null ? '' : `OF ${columns}`} ON ${table}
              FOR EACH STATEMENT EXECUTE FUNCTION ringside_news()`,
          ),
        ]
      : [],
};
