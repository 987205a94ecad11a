import type { Migration } from './migration.ts';

/** Tables as of the first release. Plain SQL that both databases read; only generated ids differ. */
export const start: Migration = {
  name: '001-start',
  statements: ({ generatedId }) => [
    `CREATE TABLE sources (
      id text PRIMARY KEY, name text NOT NULL UNIQUE, dialect text NOT NULL, country text NOT NULL,
      own_numbers_json text NOT NULL, key_hash text NOT NULL UNIQUE, key_sealed text NOT NULL,
      old_key_hash text, old_key_until bigint, allowed_addresses_json text NOT NULL, basic_sealed text,
      extension_digits integer NOT NULL, provisioned integer NOT NULL, created_at bigint NOT NULL)`,

    `CREATE TABLE connections (
      id text PRIMARY KEY, name text NOT NULL UNIQUE, crm text NOT NULL, settings_sealed text NOT NULL,
      rules_json text NOT NULL, status text NOT NULL, status_reason text, paused_until bigint,
      tokens_sealed text, mirror_cursor text, mirrored_at bigint, provisioned integer NOT NULL,
      created_at bigint NOT NULL)`,

    `CREATE TABLE agents (
      id text PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, provisioned integer NOT NULL,
      created_at bigint NOT NULL)`,

    `CREATE TABLE agent_identities (
      id ${generatedId}, agent_id text NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
      source_id text NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
      user_id text, extension text, device_id text)`,
    `CREATE INDEX agent_identities_agent ON agent_identities (agent_id)`,

    `CREATE TABLE agent_crm_users (
      agent_id text NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
      connection_id text NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
      crm_user_id text NOT NULL, PRIMARY KEY (agent_id, connection_id))`,

    `CREATE TABLE people (
      id text PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL, role text NOT NULL,
      password_hash text, provisioned integer NOT NULL, created_at bigint NOT NULL)`,

    `CREATE TABLE api_keys (
      id text PRIMARY KEY, name text NOT NULL UNIQUE, role text NOT NULL, key_hash text NOT NULL UNIQUE,
      provisioned integer NOT NULL, created_at bigint NOT NULL)`,

    `CREATE TABLE sessions (
      sid_hash text PRIMARY KEY, person_id text, data_json text NOT NULL, expires_at bigint NOT NULL)`,
    `CREATE INDEX sessions_expiry ON sessions (expires_at)`,

    `CREATE TABLE sign_in_links (
      token_hash text PRIMARY KEY, person_id text, expires_at bigint NOT NULL, used_at bigint)`,

    `CREATE TABLE journal (
      id ${generatedId}, source_id text NOT NULL, received_at bigint NOT NULL, status text NOT NULL, name text,
      call_id text, identity text, bytes_hash text, agent_id text, event_json text, method text NOT NULL,
      raw text NOT NULL, faults_json text)`,
    `CREATE INDEX journal_bytes ON journal (bytes_hash, received_at) WHERE bytes_hash IS NOT NULL`,
    `CREATE UNIQUE INDEX journal_call ON journal (call_id, identity) WHERE call_id IS NOT NULL`,
    `CREATE INDEX journal_trouble ON journal (status, id) WHERE status IN ('rejected', 'unrecognised')`,

    `CREATE TABLE calls (
      id text PRIMARY KEY, source_id text NOT NULL, state text NOT NULL, direction text NOT NULL,
      customer_number text, started_at bigint NOT NULL, settled_at bigint, due_at bigint,
      sequence integer NOT NULL, lookup text NOT NULL, folded_to bigint NOT NULL DEFAULT 0,
      call_json text NOT NULL)`,
    `CREATE INDEX calls_started ON calls (started_at, id)`,
    `CREATE INDEX calls_number ON calls (customer_number, started_at) WHERE customer_number IS NOT NULL`,
    `CREATE INDEX calls_settled ON calls (settled_at) WHERE settled_at IS NOT NULL`,
    `CREATE INDEX calls_due ON calls (due_at) WHERE due_at IS NOT NULL`,

    `CREATE TABLE legs (
      call_id text NOT NULL, leg_key text NOT NULL, source_id text NOT NULL, user_id text, extension text,
      device_id text, name text, agent_id text, started_at bigint NOT NULL, live integer NOT NULL,
      PRIMARY KEY (call_id, leg_key))`,
    `CREATE INDEX legs_agent ON legs (agent_id, started_at) WHERE agent_id IS NOT NULL`,
    `CREATE INDEX legs_live ON legs (agent_id) WHERE live = 1`,
    `CREATE INDEX legs_unmapped ON legs (source_id, user_id, extension) WHERE agent_id IS NULL`,

    `CREATE TABLE presence (
      source_id text NOT NULL, user_key text NOT NULL, user_id text, extension text, device_id text,
      logged_in integer, state text, paused_reason text, queues_json text NOT NULL, changed_at bigint NOT NULL,
      PRIMARY KEY (source_id, user_key))`,

    `CREATE TABLE phone_index (
      e164 text NOT NULL, connection_id text NOT NULL, record_type text NOT NULL, record_id text NOT NULL,
      label text NOT NULL, name text NOT NULL, company text, owner_id text, changed_at bigint NOT NULL,
      PRIMARY KEY (e164, connection_id, record_type, record_id))`,
    `CREATE INDEX phone_index_record ON phone_index (connection_id, record_type, record_id)`,

    `CREATE TABLE chosen_matches (
      e164 text NOT NULL, connection_id text NOT NULL, record_type text NOT NULL, record_id text NOT NULL,
      chosen_by text, chosen_at bigint NOT NULL, PRIMARY KEY (e164, connection_id))`,

    `CREATE TABLE activities (
      id text PRIMARY KEY, key text NOT NULL, connection_id text NOT NULL, call_id text NOT NULL,
      slot integer NOT NULL, agent_id text, status text NOT NULL, reason text, payload_json text NOT NULL,
      logged_json text, record_type text, record_id text, unsure integer NOT NULL, tries integer NOT NULL,
      due_at bigint, claimed_until bigint, created_at bigint NOT NULL,
      UNIQUE (connection_id, key), UNIQUE (call_id, connection_id, slot))`,
    `CREATE INDEX activities_due ON activities (connection_id, due_at) WHERE due_at IS NOT NULL`,
    `CREATE INDEX activities_ledger ON activities (connection_id, status, reason, slot)`,

    `CREATE TABLE activity_attempts (
      id ${generatedId}, activity_id text NOT NULL, at bigint NOT NULL, code text NOT NULL,
      message text NOT NULL)`,
    `CREATE INDEX activity_attempts_activity ON activity_attempts (activity_id)`,

    `CREATE TABLE directory_contacts (
      id text PRIMARY KEY, connection text NOT NULL, name text NOT NULL, company text,
      deleted integer NOT NULL, origin text NOT NULL, version bigint NOT NULL, changed_at bigint NOT NULL)`,
    `CREATE INDEX directory_contacts_version ON directory_contacts (connection, version)`,
    `CREATE TABLE directory_phones (
      contact_id text NOT NULL REFERENCES directory_contacts (id) ON DELETE CASCADE,
      number text NOT NULL, e164 text, label text NOT NULL, PRIMARY KEY (contact_id, number))`,
    `CREATE INDEX directory_phones_e164 ON directory_phones (e164) WHERE e164 IS NOT NULL`,
    `CREATE TABLE directory_activities (
      id text PRIMARY KEY, connection text NOT NULL, key text NOT NULL, contact_id text,
      started_at bigint NOT NULL, activity_json text NOT NULL, UNIQUE (connection, key))`,
    `CREATE INDEX directory_activities_contact ON directory_activities (contact_id, started_at)`,
  ],
};
