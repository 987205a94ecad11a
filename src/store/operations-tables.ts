/** Tables of what admins see and do of calls (migration 006). Conventions: `schema.ts`. */
export interface OperationsTables {
  call_traces: CallTracesTable;
  retries: RetriesTable;
  settings: SettingsTable;
  erasures: ErasuresTable;
}

/** What Ringside itself did for a call beside folding it: pops shown, CRMs asked. Each thing once. */
interface CallTracesTable {
  call_id: string;
  key: string;
  /** pop | lookup */
  kind: string;
  at: number;
  detail_json: string;
}

/** All dead activities were to be tried again: goes on where it was after a restart. */
interface RetriesTable {
  id: string;
  /** Null: of every connection. */
  connection_id: string | null;
  asked_by: string | null;
  created_at: number;
  /** Dead activities there were when it was asked for. */
  total: number;
  /** Dead activities up to this id have been made due. */
  reached: string;
  /** When the last one was made due; null: it goes on. */
  marked_at: number | null;
  /** The process that works it off; null: none does. */
  claimed_by: string | null;
  /** Until when that process has it. */
  claimed_until: number | null;
}

/** What admins set in the pages, over config/default.yaml. */
interface SettingsTable {
  key: string;
  value_json: string;
  changed_at: number;
  changed_by: string | null;
}

/** Erasures of a person, without saying of whom: the number’s last digits. */
interface ErasuresTable {
  id: string;
  number_end: string;
  asked_by: string | null;
  erased_at: number;
  report_json: string;
}
