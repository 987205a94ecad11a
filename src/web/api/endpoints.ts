import type { Contact, Me } from '../../api/admin.ts';
import type { Pop } from '../../api/call.ts';
import type { HistoryView } from '../agent/history.ts';
import { path, request, send, shaped } from './request.ts';

export interface List<T> {
  items: T[];
}
export interface Page<T> extends List<T> {
  nextCursor: string | null;
}
export type RecordChoice = NonNullable<Pop['chosen']>;

export const session = {
  me: () => request('GET', '/auth/me', shaped<Me>('person')),
  meIfAny: () => request('GET', '/auth/me', shaped<Me>('person'), { stayOn401: true }),
  login: (body: { email: string; password: string }) =>
    request('POST', '/auth/login', shaped<Me>('person'), { body, stayOn401: true }),
  logout: () => send('POST', '/auth/logout'),
};

export const calls = {
  history: (view: HistoryView, cursor: string | null) =>
    request(
      'GET',
      path`/api/agent/calls?view=${view}&limit=20` + (cursor ? path`&cursor=${cursor}` : ''),
      shaped<Page<Pop>>('items', 'nextCursor'),
    ),
  choose: (callId: string, body: RecordChoice) =>
    request('PUT', path`/api/agent/calls/${callId}/match`, shaped<Pop>('id', 'popState'), { body }),
};

export const contacts = {
  one: (connection: string, id: string) =>
    request('GET', path`/api/contacts/${connection}/${id}`, shaped<Contact>('id', 'history')),
};
