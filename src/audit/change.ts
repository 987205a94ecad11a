import { isDeepStrictEqual } from 'node:util';
import { redact } from './redact.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a change made different, fit to be kept. Null: there was, or is, nothing. */
export interface Change {
  readonly before: Fields | null;
  readonly after: Fields | null;
}

/** Of two states only the fields that differ; of one state all of it. A secret that differs shows that it does. */
export function changeOf(before: unknown, after: unknown): Change {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  if (was === null || is === null) return { before: clean(was), after: clean(is) };
  const differs = (name: string): boolean => !isDeepStrictEqual(was[name], is[name]);
  return { before: clean(only(was, differs)), after: clean(only(is, differs)) };
}

/** What the thing is called, as its own fields say. */
export function subjectOf(...states: readonly unknown[]): string | null {
  for (const state of states) {
    const fields = fieldsOf(state) ?? {};
    const name = [fields['name'], fields['email'], fields['title']].find((text) => typeof text === 'string');
    if (typeof name === 'string') return name.slice(0, 200);
  }
  return null;
}

function fieldsOf(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value));
}

function only(fields: Fields, wanted: (name: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted(name)));
}

function clean(fields: Fields | null): Fields | null {
  return fields === null ? null : (fieldsOf(redact(fields)) ?? null);
}
