import type { ApiKey, AuditEntry, Invited, NewApiKey, PasswordLink, Person } from '../../api/people.ts';
import type { List, Page } from './endpoints.ts';
import { path, request, send, shaped } from './request.ts';

export type PersonDraft = Pick<Person, 'name' | 'email' | 'role'>;
export type PersonChange = Pick<Person, 'name' | 'role' | 'disabled'>;
export type ApiKeyDraft = Pick<ApiKey, 'name' | 'role' | 'expiresAt'>;

/** Filters as they stand in an address; what is null or empty is left out. */
function queryOf(filter: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return new URLSearchParams(given).toString();
}

/** Who may sign in, with what, and who changed what. */
export const access = {
  people: (filter: { search: string | null; role: string | null; cursor: string | null }) =>
    request('GET', `/api/admin/people?${queryOf(filter)}`, shaped<Page<Person>>('items', 'nextCursor')),
  invite: (body: PersonDraft) =>
    request('POST', '/api/admin/people', shaped<Invited>('id', 'link'), { body }),
  changePerson: (id: string, body: PersonChange) =>
    request('PUT', path`/api/admin/people/${id}`, shaped<Person>('id', 'role'), { body }),
  removePerson: (id: string) => send('DELETE', path`/api/admin/people/${id}`),
  passwordLink: (id: string) =>
    request('POST', path`/api/admin/people/${id}/password-link`, shaped<PasswordLink>('url')),
  signOut: (id: string) =>
    request('DELETE', path`/api/admin/people/${id}/sessions`, shaped<{ ended: number }>('ended')),

  apiKeys: () => request('GET', '/api/admin/api-keys', shaped<List<ApiKey>>('items')),
  makeApiKey: (body: ApiKeyDraft) =>
    request('POST', '/api/admin/api-keys', shaped<NewApiKey>('id', 'token'), { body }),
  revokeApiKey: (id: string) => send('DELETE', path`/api/admin/api-keys/${id}`),

  audit: (filter: Readonly<Record<'search' | 'area' | 'actor' | 'since' | 'cursor', string | null>>) =>
    request('GET', `/api/admin/audit?${queryOf(filter)}`, shaped<Page<AuditEntry>>('items', 'nextCursor')),
  auditAreas: () => request('GET', '/api/admin/audit/areas', shaped<List<string>>('items')),
};
