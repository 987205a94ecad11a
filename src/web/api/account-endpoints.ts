import type { Me } from '../../api/admin.ts';
import type { PasswordLinkState, Session, SignInMethods } from '../../api/people.ts';
import type { List } from './endpoints.ts';
import { path, request, send, shaped } from './request.ts';

/** One's own account, and how one gets into it. */
export const account = {
  methods: () => request('GET', '/auth/methods', shaped<SignInMethods>('oidc')),
  sessions: () => request('GET', '/auth/sessions', shaped<List<Session>>('items')),
  endSession: (id: string) => send('DELETE', path`/auth/sessions/${id}`),
  endOtherSessions: () => request('DELETE', '/auth/sessions', shaped<{ ended: number }>('ended')),
  changePassword: (body: { current?: string; password: string }) => send('PUT', '/auth/password', { body }),
  passwordLink: (token: string) =>
    request('GET', path`/auth/password-link?token=${token}`, shaped<PasswordLinkState>('person')),
  setPasswordByLink: (body: { token: string; password: string }) =>
    request('POST', '/auth/password-link', shaped<Me>('person'), { body, stayOn401: true }),
};
