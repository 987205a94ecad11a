import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import type { Row } from '../store/schema.ts';
import type { Change } from './change.ts';

export interface Actor {
  readonly kind: 'person' | 'key' | 'files';
  /** The person's address, or the key's name. */
  readonly name: string;
  readonly id: string | null;
}

export interface NewEntry extends Change {
  readonly actor: Actor;
  /** Network address. */
  readonly address: string | null;
  /** The part of Ringside: `people`, `sources` … */
  readonly area: string;
  /** `PUT /api/admin/people/:id`; `apply` for provisioning files. */
  readonly action: string;
  readonly summary: string;
  readonly subject: string | null;
}

export interface Entry extends NewEntry {
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
}

export interface AuditFilter {
  actor?: string | undefined;
  area?: string | undefined;
  /** Part of what was done or of the thing's name. */
  search?: string | undefined;
  /** Epoch ms, inclusive. */
  since?: number | undefined;
  /** Epoch ms, exclusive. */
  until?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Who changed what. Nothing here changes an entry; only time takes it away. */
export interface Audit {
  readonly add: (entry: NewEntry) => Promise<void>;
  /** Newest first. */
  readonly page: (filter: AuditFilter) => Promise<{ items: Entry[]; nextCursor: string | null }>;
  /** The areas that there are entries of. */
  readonly areas: () => Promise<string[]>;
  readonly prune: () => Promise<void>;
}

const dayMs = 86_400_000;

export function createAudit(deps: { db: Db; clock: Clock; keepDays: number }): Audit {
  const { db, clock, keepDays } = deps;
  return {
    async add({ actor, before, after, ...entry }) {
      const row = {
        ...entry,
        at: clock(),
        actor_kind: actor.kind,
        actor: actor.name,
        actor_id: actor.id,
        before_json: before && JSON.stringify(before),
        after_json: after && JSON.stringify(after),
      };
      await db.insertInto('audit').values(row).execute();
    },
    async page({ limit, ...filter }) {
      const rows = await matching(db, filter)
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(entryFrom);
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null };
    },
    async areas() {
      const rows = await db.selectFrom('audit').select('area').distinct().orderBy('area').execute();
      return rows.map(({ area }) => area);
    },
    async prune() {
      await db
        .deleteFrom('audit')
        .where('at', '<', clock() - keepDays * dayMs)
        .execute();
    },
  };
}

function matching(db: Db, { actor, area, search, since, until, cursor }: Omit<AuditFilter, 'limit'>) {
  let query = db.selectFrom('audit').selectAll();
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (area !== undefined) query = query.where('area', '=', area);
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<', until);
  // A cursor that is none starts from the newest.
  if (cursor !== undefined && /^\d{1,15}$/.test(cursor)) query = query.where('id', '<', Number(cursor));
  if (search === undefined) return query;
  const part = `%${search.toLowerCase()}%`;
  return query.where((of) =>
    of.or(
      (['summary', 'subject', 'actor'] as const).map((field) =>
        of(of.fn<string>('lower', [field]), 'like', part),
      ),
    ),
  );
}

const kinds = z.enum(['person', 'key', 'files']);
const fields = z.record(z.string(), z.unknown());

function entryFrom(row: Row<'audit'>): Entry {
  const state = (json: string | null) => (json === null ? null : fields.parse(JSON.parse(json)));
  return {
    ...{ id: row.id, at: row.at, address: row.address, area: row.area, action: row.action },
    ...{ summary: row.summary, subject: row.subject },
    actor: { kind: kinds.parse(row.actor_kind), name: row.actor, id: row.actor_id },
    before: state(row.before_json),
    after: state(row.after_json),
  };
}
