import type { Contact, Me } from '../../api/admin.ts';
import type { NoteBody, PanelOffers, PersonBody } from '../../api/agent.ts';
import type { Embed, FrameCode } from '../../api/embed.ts';
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
  frameCode: () => request('POST', '/auth/frame-code', shaped<FrameCode>('code')),
  signFrameIn: (code: string) =>
    request('POST', '/auth/frame', shaped<Me>('person'), { body: { code }, stayOn401: true }),
  logout: () => send('POST', '/auth/logout'),
};

export const calls = {
  history: (view: HistoryView, search: string, cursor: string | null) =>
    request(
      'GET',
      path`/api/agent/calls?view=${view}&limit=20&search=${search}` + (cursor ? path`&cursor=${cursor}` : ''),
      shaped<Page<Pop>>('items', 'nextCursor'),
    ),
  choose: (callId: string, body: RecordChoice) =>
    request('PUT', path`/api/agent/calls/${callId}/match`, shaped<Pop>('id', 'popState'), { body }),
  writeNote: (callId: string, body: NoteBody) =>
    request('PUT', path`/api/agent/calls/${callId}/note`, shaped<Pop>('id', 'popState'), { body }),
  createPerson: (callId: string, body: PersonBody) =>
    request('POST', path`/api/agent/calls/${callId}/contact`, shaped<Pop>('id', 'popState'), { body }),
  offers: () => request('GET', '/api/agent/panel', shaped<PanelOffers>('dispositions', 'newPeople')),
};

export const contacts = {
  one: (connection: string, id: string) =>
    request('GET', path`/api/contacts/${connection}/${id}`, shaped<Contact>('id', 'history')),
};

export const embeds = {
  of: (crm: string) => request('GET', path`/api/embed/${crm}`, shaped<Embed>('places')),
};
