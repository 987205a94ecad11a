import type { Unmapped } from '../../api/admin.ts';
import type { PhoneUser } from '../../agents/agent.ts';
import type { Db } from '../../store/database.ts';

/** Legs looked at: an installation where nobody is mapped yet has many. */
const mostLegs = 50_000;

export interface UnmappedDeps {
  db: Db;
  /** Null: the source is gone. */
  sourceName: (id: string) => string | null;
  /** Whose phone it is by now: legs keep what was known when they rang. */
  resolve: (sourceId: string, phone: PhoneUser) => string | null;
  /** Phones told at most. */
  most: number;
}

/** Phones seen in calls that are nobody's, the busiest first. */
export async function unmappedPhones({ db, sourceName, resolve, most }: UnmappedDeps): Promise<Unmapped[]> {
  const rows = await db
    .with('some', (inner) =>
      inner.selectFrom('legs').selectAll().where('agent_id', 'is', null).limit(mostLegs),
    )
    .selectFrom('some')
    .select(['source_id', 'user_id', 'extension', 'device_id'])
    .select(({ fn }) => [
      fn.max('name').as('name'),
      fn.count<number>('call_id').distinct().as('calls'),
      fn.max('started_at').as('last_seen_at'),
      fn.max('call_id').as('example_call_id'),
    ])
    .groupBy(['source_id', 'user_id', 'extension', 'device_id'])
    .orderBy('calls', 'desc')
    .limit(most)
    .execute();
  return rows.flatMap((row) => {
    const source = sourceName(row.source_id);
    const phone = { userId: row.user_id, extension: row.extension, deviceId: row.device_id };
    if (source === null || resolve(row.source_id, phone) !== null) return [];
    return [
      {
        source,
        user: row.user_id,
        extension: row.extension,
        device: row.device_id,
        name: row.name,
        calls: row.calls,
        lastSeenAt: new Date(row.last_seen_at).toISOString(),
        exampleCallId: row.example_call_id,
      },
    ];
  });
}
