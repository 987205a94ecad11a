import type { ColumnType, Generated } from 'kysely';
import type { Flag } from './flag.ts';

/** Where calls come from, what came, and what it made. */
export interface CallTables {
  sources: SourcesTable;
  journal: JournalTable;
  calls: CallsTable;
  legs: LegsTable;
  presence: PresenceTable;
}

interface SourcesTable {
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

/** One row per event received (a batch of n has n rows), in the order of arrival. */
interface JournalTable {
  id: Generated<number>;
  source_id: string;
  received_at: number;
  /** accepted | duplicate | rejected | unrecognised */
  status: string;
  /** The event's name on the wire. */
  name: string | null;
  call_id: string | null;
  /** The event's own identity, unique in its call; null where it has none. */
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

interface CallsTable {
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

interface LegsTable {
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
interface PresenceTable {
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
