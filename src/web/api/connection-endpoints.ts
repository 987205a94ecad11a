import type {
  ApiCheck,
  ApiConnection,
  ApiConnectionDetail,
  ApiConnector,
  ApiRemoval,
} from '../../api/connection.ts';
import type { List } from './endpoints.ts';
import { path, request, send, shaped } from './request.ts';

export type Settings = Record<string, unknown>;

const detail = shaped<ApiConnectionDetail>('id', 'settings');

/** Connections by id or name. */
export const connections = {
  connectors: () => request('GET', '/api/admin/connectors', shaped<List<ApiConnector>>('items')),
  list: () => request('GET', '/api/admin/connections', shaped<List<ApiConnection>>('items')),
  one: (id: string) => request('GET', path`/api/admin/connections/${id}`, detail),
  add: (body: { name: string; crm: string; settings: Settings }) =>
    request('POST', '/api/admin/connections', detail, { body }),
  save: (id: string, settings: Settings) =>
    request('PUT', path`/api/admin/connections/${id}`, detail, { body: { settings } }),
  check: (id: string) =>
    request('POST', path`/api/admin/connections/${id}/check`, shaped<ApiCheck>('ok', 'notes')),
  pause: (id: string, reason: string) =>
    request('POST', path`/api/admin/connections/${id}/pause`, detail, { body: { reason } }),
  resume: (id: string) => request('POST', path`/api/admin/connections/${id}/resume`, detail),
  restartMirror: (id: string) => send('POST', path`/api/admin/connections/${id}/mirror/restart`),
  removal: (id: string) =>
    request('GET', path`/api/admin/connections/${id}/removal`, shaped<ApiRemoval>('lost')),
  remove: (id: string) => request('DELETE', path`/api/admin/connections/${id}`, shaped<ApiRemoval>('lost')),
};
