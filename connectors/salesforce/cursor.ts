import { z } from 'zod';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { PersonType } from './ids.ts';

/** Read so far: everything of an object up to this change, and of those at the same instant up to this id. */
const place = z.object({ at: z.iso.datetime({ offset: true }), id: z.string().regex(/^\w*$/) });
export type Place = z.infer<typeof place>;

const cursor = z.object({
  v: z.literal(1),
  /** The first run, which leaves out who has no number unless changed since `startedAt` (epoch ms); null: it is done. */
  first: z.object({ startedAt: z.number(), total: z.number(), done: z.number() }).nullable(),
  /** Epoch ms up to which deletions were read. */
  deleted: z.number(),
  places: z.object({ contact: place, lead: place, account: place }),
});

/** Where a mirror stands. Kept by the core as text, so that a run can go on in another process or year. */
export type Cursor = z.infer<typeof cursor>;

const beginning: Place = { at: '1970-01-01T00:00:00.000Z', id: '' };

export function firstCursor(startedAt: number, total: number, deleted: number): Cursor {
  return {
    v: 1,
    first: { startedAt, total, done: 0 },
    deleted,
    places: { contact: beginning, lead: beginning, account: beginning },
  };
}

export function encodeCursor(value: Cursor): string {
  return JSON.stringify(value);
}

export function decodeCursor(text: string): Cursor {
  try {
    return cursor.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConnectorError('rejected', 'This is no cursor of a Salesforce mirror', { cause });
  }
}

export function movedTo(from: Cursor, type: PersonType, to: Place, rows: number): Cursor {
  const first = from.first === null ? null : { ...from.first, done: from.first.done + rows };
  return { ...from, first, places: { ...from.places, [type]: to } };
}

/** Whoever was left out of the first run is not to come up in the next one. */
export function afterFirst(cursor: Cursor): Cursor {
  if (cursor.first === null) return cursor;
  const { startedAt } = cursor.first;
  const start: Place = { at: new Date(startedAt).toISOString(), id: '' };
  const later = (one: Place): Place => (Date.parse(one.at) < startedAt ? start : one);
  const { contact, lead, account } = cursor.places;
  return {
    ...cursor,
    first: null,
    places: { contact: later(contact), lead: later(lead), account: later(account) },
  };
}

/** 0..1 in the first run, null after. */
export function progressOf({ first }: Cursor): number | null {
  if (first === null) return null;
  return first.total === 0 ? 1 : Math.min(1, first.done / first.total);
}
