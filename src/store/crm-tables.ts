import type { ColumnType, Generated } from 'kysely';
import type { Flag } from './flag.ts';

/** Connections to CRMs, what is known of their people, and the ledger of what they are told. */
export interface CrmTables {
  connections: ConnectionsTable;
  phone_index: PhoneIndexTable;
  chosen_matches: ChosenMatchesTable;
  new_callers: NewCallersTable;
  activities: ActivitiesTable;
  activity_attempts: ActivityAttemptsTable;
  directory_contacts: DirectoryContactsTable;
  directory_phones: DirectoryPhonesTable;
  directory_activities: DirectoryActivitiesTable;
}

interface ConnectionsTable {
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
  /** When the mirror last came to its end. */
  mirrored_at: number | null;
  provisioned: Flag;
  created_at: number;
  /** When the CRM last took an activity. */
  succeeded_at: number | null;
  checked_at: number | null;
  /** The last check's result (`crm/standing.ts`). */
  check_json: string | null;
  /** 0..1 of a run over all contacts; null: there is none under way, or the CRM does not say. */
  mirror_progress: number | null;
  /** Why the last run did not come to its end. */
  mirror_error: string | null;
  /** Rises when the mirror starts again: what an earlier run wrote is told apart by it. */
  mirror_generation: Generated<number>;
  /** 1: what is left of earlier generations goes when the run comes to its end. */
  mirror_sweep: Generated<number>;
}

/** Contacts of every connection by number: one indexed read answers a ring. */
interface PhoneIndexTable {
  e164: string;
  connection_id: string;
  record_type: string;
  record_id: string;
  label: string;
  name: string;
  company: string | null;
  owner_id: string | null;
  changed_at: number;
  /** The mirror's when it wrote this. */
  generation: Generated<number>;
}

/** The record an agent chose among several matches. */
interface ChosenMatchesTable {
  e164: string;
  connection_id: string;
  record_type: string;
  record_id: string;
  chosen_by: string | null;
  chosen_at: number;
}

/** People that are being made, or were made lately, of callers nobody knew: the intent is here before the CRM hears of it. */
interface NewCallersTable {
  e164: string;
  connection_id: string;
  record_type: string | null;
  record_id: string | null;
  made_at: number | null;
  /** Who was written last; null: a row of before 012. */
  name: string | null;
  /** A write was sent and its answer never came: look before writing again. */
  unsure: Flag;
  /** When a write was last sent. */
  tried_at: number | null;
  /** Somebody is at it; after this time the claim is void. */
  claimed_until: number | null;
}

/** One row per settled call, connection and agent who answered: the ledger. */
interface ActivitiesTable {
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
  /** What has to be found out or made before it may be written (`Wanted` of `activity/link.ts`); null: nothing. */
  wanted_json: ColumnType<string | null, string | null | undefined, string | null>;
  /** A write was sent and its answer never came: look before writing again. */
  unsure: Flag;
  tries: number;
  /** When to work on it; null: nothing to do. */
  due_at: number | null;
  /** While sending: after this time the claim is void. */
  claimed_until: number | null;
  created_at: number;
  /** The last of the `retries` that took it along. */
  retry_id: ColumnType<string | null, string | null | undefined, string | null>;
}

interface ActivityAttemptsTable {
  id: Generated<number>;
  activity_id: string;
  at: number;
  /** `ok` or a connector error code. */
  code: string;
  message: string;
}

/** The built-in contact book. */
interface DirectoryContactsTable {
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

interface DirectoryPhonesTable {
  contact_id: string;
  number: string;
  e164: string | null;
  label: string;
}

interface DirectoryActivitiesTable {
  id: string;
  connection: string;
  key: string;
  contact_id: string | null;
  started_at: number;
  /** CallActivity */
  activity_json: string;
}
