import type { Board } from '../../api/board.ts';
import type { ApiCall, ApiCallDetail, CallFilters } from '../../api/call.ts';
import type { ApiConnection as Connection } from '../../api/connection.ts';
import type { JournalEntry, Resent } from '../../api/journal.ts';
import type { Ledger } from '../../api/admin.ts';
import type { DeadActivity, DeadReason, LedgerHistory, Retry } from '../../api/ledger.ts';
import type { ErasureReport, Retention, RetentionState } from '../../api/privacy.ts';
import type { List, Page, RecordChoice } from './endpoints.ts';
import { path, request, send, shaped } from './request.ts';

/** What is asked for; what is null or empty is not. */
export type Asked = Readonly<Record<string, string | null>>;

function asked(values: Asked, cursor: string | null = null): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...values, cursor })) if (value) query.set(name, value);
  return query.toString();
}

export interface NoteEdit {
  agent: string | null;
  note: string | null;
  disposition: string | null;
}

export const callsApi = {
  list: (values: Asked, cursor: string | null) =>
    request('GET', `/api/calls?${asked(values, cursor)}`, shaped<Page<ApiCall>>('items', 'nextCursor')),
  filters: () => request('GET', '/api/call-filters', shaped<CallFilters>('sources', 'agents')),
  one: (id: string) =>
    request('GET', path`/api/calls/${id}`, shaped<ApiCallDetail>('timeline', 'explanations')),
  relog: (id: string) => send('POST', path`/api/admin/calls/${id}/relog`),
  retry: (activityId: string) => send('POST', path`/api/admin/activities/${activityId}/retry`),
  writeNote: (id: string, body: NoteEdit) => send('PUT', path`/api/admin/calls/${id}/note`, { body }),
  chooseMatch: (id: string, body: RecordChoice) => send('PUT', path`/api/admin/calls/${id}/match`, { body }),
};

export const boardApi = {
  now: () => request('GET', '/api/board', shaped<Board>('agents', 'calls', 'queues')),
};

export const ledgerApi = {
  now: () => request('GET', '/api/admin/ledger', shaped<Ledger>('balanced', 'connections')),
  connections: () => request('GET', '/api/admin/connections', shaped<List<Connection>>('items')),
  history: (values: Asked) =>
    request('GET', `/api/admin/ledger/history?${asked(values)}`, shaped<LedgerHistory>('buckets')),
  dead: (values: Asked, cursor: string | null) =>
    request(
      'GET',
      `/api/admin/activities/dead?${asked(values, cursor)}`,
      shaped<Page<DeadActivity>>('items', 'nextCursor'),
    ),
  reasons: () => request('GET', '/api/admin/activities/dead/reasons', shaped<List<DeadReason>>('items')),
  retries: () => request('GET', '/api/admin/retries', shaped<List<Retry>>('items')),
  retryAll: (connection: string | null) =>
    request('POST', '/api/admin/retries', shaped<Retry>('id', 'total'), { body: { connection } }),
};

export const journalApi = {
  list: (values: Asked, cursor: string | null) =>
    request(
      'GET',
      `/api/admin/journal?${asked(values, cursor)}`,
      shaped<Page<JournalEntry>>('items', 'nextCursor'),
    ),
  resend: (id: string) => request('POST', path`/api/admin/journal/${id}/resend`, shaped<Resent>('outcome')),
};

export const privacyApi = {
  retention: () => request('GET', '/api/admin/retention', shaped<RetentionState>('held')),
  setRetention: (body: Retention) =>
    request('PUT', '/api/admin/retention', shaped<RetentionState>('held'), { body }),
  reports: () => request('GET', '/api/admin/erasures', shaped<List<ErasureReport>>('items')),
  look: (number: string) =>
    request('POST', '/api/admin/erasures/look', shaped<ErasureReport>('tables'), { body: { number } }),
  erase: (number: string) =>
    request('POST', '/api/admin/erasures', shaped<ErasureReport>('tables'), { body: { number } }),
};
