import type { Db } from '../../store/database.ts';

export interface SourceActivity {
  events: number;
  /** Epoch ms; null: none yet. */
  lastEventAt: number | null;
}

/**
 * Events of each source, counted on from the last time asked: only the first look reads the whole journal. Entries
 * that were pruned since stay counted.
 */
export function createSourceActivity(db: Db): (sourceId: string) => Promise<SourceActivity> {
  const known = new Map<string, SourceActivity>();
  let counted = 0;
  let counting: Promise<void> = Promise.resolve();

  async function countOn(): Promise<void> {
    const newest = await db
      .selectFrom('journal')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const upTo = newest?.id ?? 0;
    if (upTo <= counted) return;
    const rows = await db
      .selectFrom('journal')
      .select('source_id')
      .select(({ fn }) => [fn.countAll<number>().as('events'), fn.max('received_at').as('last')])
      .where('id', '>', counted)
      .where('id', '<=', upTo)
      .groupBy('source_id')
      .execute();
    for (const row of rows) {
      const before = known.get(row.source_id)?.events ?? 0;
      known.set(row.source_id, { events: before + row.events, lastEventAt: row.last });
    }
    counted = upTo;
  }

  return async (sourceId) => {
    counting = counting.catch(() => undefined).then(countOn);
    await counting;
    return known.get(sourceId) ?? { events: 0, lastEventAt: null };
  };
}
