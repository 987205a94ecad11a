import type { Agent, Ledger, Me, Play, Source, TryIt, Unmapped } from '../../api/admin.ts';
import type { JournalEntry } from '../../api/journal.ts';
import type { AgentInput } from './agent-endpoints.ts';
import type { List } from './endpoints.ts';
import { path, request, send, shaped } from './request.ts';

export interface SetupState {
  state: 'open' | 'done' | 'invalid';
}
export interface DialectInfo {
  name: string;
  title: string;
  setup: string[];
}
export type SourceInput = Pick<Source, 'name' | 'dialect' | 'country' | 'ownNumbers'>;

export const setup = {
  state: (token: string) => request('GET', path`/api/setup?token=${token}`, shaped<SetupState>('state')),
  createAdmin: (body: { token: string; name: string; email: string; password: string }) =>
    request('POST', '/api/setup', shaped<Me>('person'), { body, stayOn401: true }),
};

export const admin = {
  dialects: () => request('GET', '/api/admin/dialects', shaped<List<DialectInfo>>('items')),
  sources: () => request('GET', '/api/admin/sources', shaped<List<Source>>('items')),
  addSource: (body: SourceInput) =>
    request('POST', '/api/admin/sources', shaped<Source>('id', 'webhookUrl'), { body }),
  saveSource: (id: string, body: SourceInput) =>
    request('PUT', path`/api/admin/sources/${id}`, shaped<Source>('id', 'webhookUrl'), { body }),
  removeSource: (id: string) => send('DELETE', path`/api/admin/sources/${id}`),
  /** The newest webhook of a source, as it was understood. */
  latestEvent: (source: string) =>
    request('GET', path`/api/admin/journal?source=${source}&limit=1`, shaped<List<JournalEntry>>('items')),
  rotateKey: (id: string) =>
    request('POST', path`/api/admin/sources/${id}/rotate-key`, shaped<Source>('id', 'webhookUrl')),
  tryIt: (id: string) => request('GET', path`/api/admin/sources/${id}/try`, shaped<TryIt>('ring')),
  playSamples: (source: string) =>
    request('POST', '/api/admin/samples', shaped<Play>('playing'), { body: { source } }),
  removeSamples: () => send('DELETE', '/api/admin/samples'),
  agents: () => request('GET', '/api/admin/agents', shaped<List<Agent>>('items')),
  addAgent: (body: AgentInput) => request('POST', '/api/admin/agents', shaped<Agent>('id', 'pbx'), { body }),
  saveAgent: (id: string, body: AgentInput) =>
    request('PUT', path`/api/admin/agents/${id}`, shaped<Agent>('id', 'pbx'), { body }),
  unmapped: () => request('GET', '/api/admin/unmapped', shaped<List<Unmapped>>('items')),
  ledger: () => request('GET', '/api/admin/ledger', shaped<Ledger>('balanced', 'connections')),
};
