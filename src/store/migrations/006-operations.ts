import type { Migration } from './migration.ts';

/** What admins see and do of calls: traces, retries, retention, erasures. */
export const operations: Migration = {
  name: '006-operations',
  statements: () => [
    `CREATE TABLE call_traces (
      call_id text NOT NULL, key text NOT NULL, kind text NOT NULL, at bigint NOT NULL, detail_json text NOT NULL,
      PRIMARY KEY (call_id, key))`,
    `CREATE INDEX call_traces_at ON call_traces (at)`,

    `CREATE TABLE retries (
      id text PRIMARY KEY, connection_id text, asked_by text, created_at bigint NOT NULL, total integer NOT NULL,
      reached text NOT NULL, marked_at bigint)`,
    `CREATE INDEX retries_created ON retries (created_at)`,
    `ALTER TABLE activities ADD COLUMN retry_id text`,
    `CREATE INDEX activities_retry ON activities (retry_id, status) WHERE retry_id IS NOT NULL`,
    `CREATE INDEX activities_dead ON activities (id) WHERE status = 'dead'`,
    `CREATE INDEX activities_created ON activities (created_at, connection_id, status)`,

    `CREATE TABLE settings (
      key text PRIMARY KEY, value_json text NOT NULL, changed_at bigint NOT NULL, changed_by text)`,

    `CREATE TABLE erasures (
      id text PRIMARY KEY, number_end text NOT NULL, asked_by text, erased_at bigint NOT NULL,
      report_json text NOT NULL)`,
    `CREATE INDEX erasures_at ON erasures (erased_at)`,
  ],
};
