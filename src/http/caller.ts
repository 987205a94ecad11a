import type { IncomingMessage } from 'node:http';
import type { ApiKey } from '../people/api-keys.ts';
import type { Person, Role } from '../people/person.ts';

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
