import type { IncomingMessage } from 'node:http';
import type { ApiKey } from '../people/api-keys.ts';
import type { Role } from '../model/role.ts';
import type { Person } from '../people/person.ts';

/** Who asks: a person with a session, or a program with an API key. */
export type Caller =
  | { readonly kind: 'person'; readonly role: Role; readonly person: Person }
  | { readonly kind: 'key'; readonly role: Role; readonly key: ApiKey };

const callers = new WeakMap<IncomingMessage, Caller>();

export function setCaller(req: IncomingMessage, caller: Caller): void {
  callers.set(req, caller);
}

/** Null: nobody is signed in. */
export function callerOf(req: IncomingMessage): Caller | null {
  return callers.get(req) ?? null;
}

/** As people read it: an address, or an API key's name. */
export function callerName(caller: Caller): string {
  return caller.kind === 'person' ? caller.person.email : `API key ${caller.key.name}`;
}
