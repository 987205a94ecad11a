import { bytesHash } from '../calls/journal.ts';
import type { Item } from '../calls/item.ts';
import { callIdOf } from '../calls/record.ts';
import type { Resent } from '../api/journal.ts';
import type { Dialect } from '../pbx/dialect.ts';
import { toItems } from '../pbx/items.ts';
import { requestOf } from '../pbx/replay.ts';
import type { Source } from '../pbx/source.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Db } from '../store/database.ts';

export interface ResendDeps {
  db: Db;
  source: (id: string) => Source | null;
  dialect: (name: string) => Dialect | undefined;
  receive: (items: readonly Item[]) => Promise<void>;
}

/**
 * Reads a journalled request again as its source's dialect reads it by now. What is understood is taken in as if it
 * had been understood when it came; what is not leaves no second entry. An event that is there already stays one.
 * Resolves to null when there is no such entry.
 */
export function createResend({ db, source, dialect, receive }: ResendDeps) {
  return async (id: number): Promise<Resent | null> => {
    const row = await db.selectFrom('journal').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return null;
    if (row.status === 'accepted' || row.status === 'duplicate')
      return { outcome: 'already_accepted', callId: row.call_id, faults: [] };
    const from = source(row.source_id);
    const read = from === null ? undefined : dialect(from.dialect);
    if (from === null || read === undefined)
      throw new Refusal('conflict', 'The source of this event is gone, so nobody knows how to read it');
    const items = toItems(from, read, requestOf(row.method, row.raw), row.received_at);
    const faults = items.flatMap((item) => [...item.faults]);
    const understood = items.filter(({ status }) => status === 'accepted');
    if (understood.length === 0) {
      return { outcome: faults.length > 0 ? 'rejected' : 'unrecognised', callId: null, faults };
    }
    const callId = callOf(understood);
    const fresh = await withoutKnown(db, understood);
    if (fresh.length === 0) return { outcome: 'already_accepted', callId, faults };
    await receive(fresh);
    return { outcome: 'accepted', callId, faults };
  };
}

function callOf(items: readonly Item[]): string | null {
  const of = items.find(({ event }) => event?.callId !== undefined);
  return of?.event?.callId === undefined ? null : callIdOf(of.source.id, of.event.callId);
}

/** The journal would keep repeats as duplicates; asking again and again must not fill it with them. */
async function withoutKnown(db: Db, items: readonly Item[]): Promise<Item[]> {
  const fresh: Item[] = [];
  for (const item of items) if (!(await isKnown(db, item))) fresh.push(item);
  return fresh;
}

async function isKnown(db: Db, item: Item): Promise<boolean> {
  const identity = item.event?.identity;
  const query = db.selectFrom('journal').select('id').where('status', '=', 'accepted').limit(1);
  const same =
    identity === undefined
      ? query.where('bytes_hash', '=', bytesHash(item)).where('received_at', '=', item.receivedAt)
      : query.where('source_id', '=', item.source.id).where('identity', '=', identity);
  return (await same.executeTakeFirst()) !== undefined;
}
