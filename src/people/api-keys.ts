import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';
import { digest, randomWord } from '../platform/secret.ts';
import type { Db } from '../store/database.ts';
import { roleFrom, type Role } from './person.ts';

/** What a program signs in with. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly provisioned: boolean;
}

export interface ApiKeys {
  /** The key that was presented, found by its digest; null: unknown. */
  readonly byToken: (token: string) => ApiKey | null;
  readonly list: () => ApiKey[];
  /** `token` is shown this once: only its digest is kept. */
  readonly create: (name: string, role: Role) => Promise<{ key: ApiKey; token: string }>;
  /** Creates or updates by name. */
  readonly provision: (draft: { name: string; role: Role; key: string }) => Promise<ApiKey>;
  readonly releaseExcept: (names: readonly string[]) => Promise<void>;
}

const tokenPrefix = 'rs_';

interface Held extends ApiKey {
  hash: string;
  createdAt: number;
}

/** Loads all keys; they stay in memory, as every request of a program brings one. */
export async function createApiKeys({ db, clock }: { db: Db; clock: Clock }): Promise<ApiKeys> {
  const rows = await db.selectFrom('api_keys').selectAll().execute();
  const byHash = new Map<string, Held>();
  for (const row of rows) {
    const { id, name } = row;
    const held = { id, name, role: roleFrom(row.role), provisioned: row.provisioned === 1 };
    byHash.set(row.key_hash, { ...held, hash: row.key_hash, createdAt: row.created_at });
  }

  const byName = (name: string): Held | undefined => [...byHash.values()].find((key) => key.name === name);

  async function save(key: Held): Promise<ApiKey> {
    const row = {
      name: key.name,
      role: key.role,
      key_hash: key.hash,
      provisioned: key.provisioned ? 1 : 0,
      created_at: key.createdAt,
    };
    await db
      .insertInto('api_keys')
      .values({ id: key.id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    for (const [hash, held] of byHash) if (held.id === key.id) byHash.delete(hash);
    byHash.set(key.hash, key);
    return shown(key);
  }

  const fresh = (name: string, role: Role, token: string): Held => ({
    ...{ id: randomUUID(), name, role, provisioned: false },
    ...{ hash: digest(token), createdAt: clock() },
  });

  return {
    byToken(token) {
      const hash = digest(token);
      const held = byHash.get(hash);
      // Found by digest already; compared once more in constant time, whatever the map's own comparison does.
      return held && timingSafeEqual(Buffer.from(held.hash), Buffer.from(hash)) ? shown(held) : null;
    },
    list: () => [...byHash.values()].map(shown),
    async create(name, role) {
      if (byName(name)) throw new Refusal('conflict', `There is a key named ${name} already`);
      const token = tokenPrefix + randomWord(32);
      return { key: await save(fresh(name, role, token)), token };
    },
    async provision({ name, role, key }) {
      const before = byName(name) ?? fresh(name, role, key);
      return save({ ...before, role, hash: digest(key), provisioned: true });
    },
    async releaseExcept(names) {
      const left = [...byHash.values()].filter((key) => key.provisioned && !names.includes(key.name));
      for (const key of left) await save({ ...key, provisioned: false });
    },
  };
}

/** Without the digest. */
function shown({ id, name, role, provisioned }: Held): ApiKey {
  return { id, name, role, provisioned };
}
