import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';

/**
 * Every table, for both databases. Times are epoch milliseconds, booleans 0 or 1, `*_json` JSON text,
 * `*_sealed` text encrypted with the installation's key (`platform/seal.ts`).
 */
export interface Schema {
  sources: SourcesTable;
  connections: ConnectionsTable;
  agents: AgentsTable;
  agent_identities: AgentIdentitiesTable;
  agent_crm_users: AgentCrmUsersTable;
  people: PeopleTable;
  api_keys: ApiKeysTable;
  sessions: SessionsTable;
  sign_in_links: SignInLinksTable;
  journal: JournalTable;
  calls: CallsTable;
  legs: LegsTable;
  presence: PresenceTable;
  phone_index: PhoneIndexTable;
  chosen_matches: ChosenMatchesTable;
  activities: ActivitiesTable;
  activity_attempts: ActivityAttemptsTable;
  directory_contacts: DirectoryContactsTable;
  directory_phones: DirectoryPhonesTable;
  directory_activities: DirectoryActivitiesTable;
}

type Flag = ColumnType<number, number, number>;

export interface SourcesTable {
  id: string;
  name: string;
  dialect: string;
  country: string;
  own_numbers_json: string;
  /** SHA-256 of the key: what a request's key is looked up by. */
  key_hash: string;
  key_sealed: string;
  old_key_hash: string | null;
  old_key_until: number | null;
  allowed_addresses_json: string;
  basic_sealed: string | null;
  extension_digits: number;
  provisioned: Flag;
  created_at: number;
}

export interface ConnectionsTable {
  id: string;
  name: string;
  crm: string;
  settings_sealed: string;
  rules_json: string;
  /** active | suspended (credentials refused: an admin must act) | paused (an admin paused it) */
  status: string;
  status_reason: string | null;
  /** Quota: nothing is sent before this time. */
  paused_until: number | null;
  tokens_sealed: string | null;
  mirror_cursor: string | null;
  mirrored_at: number | null;
  provisioned: Flag;
  created_at: number;
}

export interface AgentsTable {
  id: string;
  name: string;
  email: string;
  provisioned: Flag;
  created_at: number;
}

/** Which phone is whose. Any of the three may be set; each is enough. */
export interface AgentIdentitiesTable {
  id: Generated<number>;
  agent_id: string;
  source_id: string;
  user_id: string | null;
  extension: string | null;
  device_id: string | null;
}

export interface AgentCrmUsersTable {
  agent_id: string;
  connection_id: string;
  crm_user_id: string;
}

export interface PeopleTable {
  id: string;
  email: string;
  name: string;
  role: string;
  /** Argon2id, PHC format. Null: signs in by link or OpenID Connect only. */
  password_hash: string | null;
  provisioned: Flag;
  created_at: number;
}

export interface ApiKeysTable {
  id: string;
  name: string;
  role: string;
  key_hash: string;
  provisioned: Flag;
  created_at: number;
}

export interface SessionsTable {
  sid_hash: string;
  person_id: string | null;
  data_json: string;
  expires_at: number;
}

export interface SignInLinksTable {
  token_hash: string;
  /** Null: the first-run link, which makes the first admin. */
  person_id: string | null;
  expires_at: number;
  used_at: number | null;
}

/** One row per event received (a batch of n has n rows), in the order of arrival. */
export interface JournalTable {
  id: Generated<number>;
  source_id: string;
  received_at: number;
  /** accepted | duplicate | rejected | unrecognised */
  status: string;
  /** The event's name on the wire. */
  name: string | null;
  call_id: string | null;
  /** The event's own identity, unique per source; null where it has none. */
  identity: string | null;
  /** Hash of the bytes, where the event has no identity. */
  bytes_hash: string | null;
  /** The agent whose phone it was when the event arrived. */
  agent_id: string | null;
  /** The normalised event; null when it was not accepted. */
  event_json: string | null;
  method: string;
  /** What came over the wire, without the key. */
  raw: string;
  faults_json: string | null;
}

export interface CallsTable {
  id: string;
  source_id: string;
  state: string;
  direction: string;
  /** E.164 or as sent: what `number=` searches. */
  customer_number: string | null;
  started_at: number;
  settled_at: number | null;
  /** When to settle, or settle anew; null: nothing to do. */
  due_at: number | null;
  sequence: number;
  lookup: string;
  /** The newest journal entry that the call was folded from. */
  folded_to: ColumnType<number, number | undefined, number>;
  /** Call of `model/call.ts` with its matches. */
  call_json: string;
}

export interface LegsTable {
  call_id: string;
  leg_key: string;
  source_id: string;
  user_id: string | null;
  extension: string | null;
  device_id: string | null;
  name: string | null;
  agent_id: string | null;
  started_at: number;
  /** 1 while the phone rings or talks. */
  live: Flag;
}

/** What is known of each phone user, and which extension or device they are bound to. */
export interface PresenceTable {
  source_id: string;
  /** The PBX's user id; `ext:101` for a line no user is known of. */
  user_key: string;
  user_id: string | null;
  extension: string | null;
  device_id: string | null;
  logged_in: ColumnType<number | null, number | null, number | null>;
  state: string | null;
  /** Why the system paused them. */
  paused_reason: string | null;
  queues_json: string;
  changed_at: number;
}

/** Contacts of every connection by number: one indexed read answers a ring. */
export interface PhoneIndexTable {
  e164: string;
  connection_id: string;
  record_type: string;
  record_id: string;
  label: string;
  name: string;
  company: string | null;
  owner_id: string | null;
  changed_at: number;
}

/** The record an agent chose among several matches. */
export interface ChosenMatchesTable {
  e164: string;
  connection_id: string;
  record_type: string;
  record_id: string;
  chosen_by: string | null;
  chosen_at: number;
}

/** One row per settled call, connection and agent who answered: the ledger. */
export interface ActivitiesTable {
  id: string;
  /** Idempotency key; with the connection unique. */
  key: string;
  connection_id: string;
  call_id: string;
  /** 1, 2, … within call and connection: the first agent who answered, the second … */
  slot: number;
  agent_id: string | null;
  /** waiting | sending | logged | skipped | dead */
  status: string;
  reason: string | null;
  /** CallActivity as planned last. */
  payload_json: string;
  /** CallActivity as the CRM has it; null: not logged yet. Differs from the payload: an update is due. */
  logged_json: string | null;
  record_type: string | null;
  record_id: string | null;
  /** A write was sent and its answer never came: look before writing again. */
  unsure: Flag;
  tries: number;
  /** When to work on it; null: nothing to do. */
  due_at: number | null;
  /** While sending: after this time the claim is void. */
  claimed_until: number | null;
  created_at: number;
}

export interface ActivityAttemptsTable {
  id: Generated<number>;
  activity_id: string;
  at: number;
  /** `ok` or a connector error code. */
  code: string;
  message: string;
}

/** The built-in contact book. */
export interface DirectoryContactsTable {
  id: string;
  connection: string;
  name: string;
  company: string | null;
  /** 0 normal, 1 deleted: kept until mirrors have seen it. */
  deleted: Flag;
  /** sample | provision | person: who put it there. */
  origin: string;
  /** Rises with every change of any contact: the mirror's cursor. */
  version: number;
  changed_at: number;
}

export interface DirectoryPhonesTable {
  contact_id: string;
  number: string;
  e164: string | null;
  label: string;
}

export interface DirectoryActivitiesTable {
  id: string;
  connection: string;
  key: string;
  contact_id: string | null;
  started_at: number;
  /** CallActivity */
  activity_json: string;
}

export type Row<T extends keyof Schema> = Selectable<Schema[T]>;
export type NewRow<T extends keyof Schema> = Insertable<Schema[T]>;
