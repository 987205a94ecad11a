import { randomUUID, timingSafeEqual } from 'node:crypto';
import { roleFrom, type Role } from '../model/role.ts';
import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';
import { digest, randomWord } from '../platform/secret.ts';
import type { Db } from '../store/database.ts';
import type { Row } from '../store/schema.ts';

/** What a program signs in with. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly provisioned: boolean;
  /** Epoch ms. */
  readonly createdAt: number;
  /** From then on it is refused; null: it never ends. */
  readonly expiresAt: number | null;
  /** Within a minute; null: never used. */
  readonly usedAt: number | null;
}

export interface ApiKeys {
  /** The key that was presented, found by its digest, which then counts as used; null: unknown, or it has ended. */
  readonly byToken: (token: string) => ApiKey | null;
  readonly list: () => ApiKey[];
  /** `token` is shown this once: only its digest is kept. */
  readonly create: (draft: KeyDraft) => Promise<{ key: ApiKey; token: string }>;
  /** From now on it is refused. */
  readonly remove: (id: string) => Promise<void>;
  /** Creates or updates by name. */
  readonly provision: (draft: { name: string; role: Role; key: string }) => Promise<ApiKey>;
  readonly releaseExcept: (names: readonly string[]) => Promise<void>;
  /** Takes over what other processes wrote. */
  readonly reload: () => Promise<void>;
}

interface KeyDraft {
  name: string;
  role: Role;
  expiresAt: number | null;
}

const tokenPrefix = 'rs_';

/** How exactly the last use is known: not every request needs to write. */
const usedEveryMs = 60_000;

interface Held extends ApiKey {
  hash: string;
}

const fresh = ({ name, role, expiresAt }: KeyDraft, token: string, now: number): Held => ({
  ...{ id: randomUUID(), name, role, provisioned: false },
  ...{ hash: digest(token), createdAt: now, expiresAt, usedAt: null },
});

/** Loads all keys; they stay in memory, as every request of a program brings one. */
export async function createApiKeys({ db, clock }: { db: Db; clock: Clock }): Promise<ApiKeys> {
  const byHash = new Map<string, Held>();
  async function reload(): Promise<void> {
    const rows = await db.selectFrom('api_keys').selectAll().execute();
    byHash.clear();
    for (const row of rows) byHash.set(row.key_hash, heldFrom(row));
  }
  await reload();

  const byName = (name: string): Held | undefined => [...byHash.values()].find((key) => key.name === name);

  async function save(key: Held): Promise<ApiKey> {
    await saveRow(db, key);
    for (const [hash, held] of byHash) if (held.id === key.id) byHash.delete(hash);
    byHash.set(key.hash, key);
    return shown(key);
  }

  /** In memory at once; the database is told without anyone waiting for it. */
  function noteUse(key: Held): Held {
    const now = clock();
    if (key.usedAt !== null && now - key.usedAt < usedEveryMs) return key;
    const used = { ...key, usedAt: now };
    byHash.set(key.hash, used);
    db.updateTable('api_keys')
      .set({ used_at: now })
      .where('id', '=', key.id)
      .execute()
      // The next minute's use writes again.
      .catch(() => undefined);
    return used;
  }

  return {
    byToken(token) {
      const hash = digest(token);
      const held = byHash.get(hash);
      // Found by digest already; compared once more in constant time, whatever the map's own comparison does.
      if (!held || !timingSafeEqual(Buffer.from(held.hash), Buffer.from(hash))) return null;
      return held.expiresAt !== null && held.expiresAt <= clock() ? null : shown(noteUse(held));
    },
    list: () => [...byHash.values()].map(shown),
    async create(draft) {
      const message = `There is a key named ${draft.name} already`;
      if (byName(draft.name)) throw new Refusal('conflict', message, [{ field: 'name', message }]);
      const token = tokenPrefix + randomWord(32);
      return { key: await save(fresh(draft, token, clock())), token };
    },
    async remove(id) {
      const held = [...byHash.values()].find((key) => key.id === id);
      if (!held) throw new Refusal('not_found', 'There is no such key');
      if (held.provisioned) throw new Refusal('read_only', 'This key comes from a file: remove it there');
      byHash.delete(held.hash);
      await db.deleteFrom('api_keys').where('id', '=', id).execute();
    },
    async provision({ name, role, key }) {
      const before = byName(name) ?? fresh({ name, role, expiresAt: null }, key, clock());
      return save({ ...before, role, hash: digest(key), expiresAt: null, provisioned: true });
    },
    async releaseExcept(names) {
      const left = [...byHash.values()].filter((key) => key.provisioned && !names.includes(key.name));
      for (const key of left) await save({ ...key, provisioned: false });
    },
    reload,
  };
}

/** Without the digest. */
function shown({ hash: _, ...key }: Held): ApiKey {
  return key;
}

function heldFrom(row: Row<'api_keys'>): Held {
  const { id, name } = row;
  return {
    ...{ id, name, role: roleFrom(row.role), provisioned: row.provisioned === 1, hash: row.key_hash },
    ...{ createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at },
  };
}

async function saveRow(db: Db, key: Held): Promise<void> {
  const row = {
    name: key.name,
    role: key.role,
    key_hash: key.hash,
    provisioned: key.provisioned ? 1 : 0,
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    used_at: key.usedAt,
  };
  await db
    .insertInto('api_keys')
    .values({ id: key.id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}
