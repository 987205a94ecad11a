import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Seal } from '../platform/seal.ts';
import { digest, randomWord } from '../platform/secret.ts';
import { createTurns } from '../platform/turns.ts';
import type { Db } from '../store/database.ts';
import { createSourceMemory, type SourceMemory } from './source-memory.ts';
import { fromRow, toRow } from './source-row.ts';
import { checkedSettings, type Source, type SourceDraft, type SourceKnowledge } from './source.ts';

export interface Sources extends Pick<SourceMemory, 'get' | 'byName' | 'list'> {
  /**
   * The source whose key this is, old keys within their overlap included. Whatever was presented is hashed and the
   * digest looked up in memory: the same work and no comparison with a secret, so neither the answer's time nor its
   * words tell anything about a key's form.
   */
  readonly byKey: (key: string) => Source | null;
  /** Refuses what is malformed (`invalid`) and a name in use (`conflict`). */
  readonly create: (draft: SourceDraft) => Promise<Source>;
  /** Like `create`; also `not_found` and, for what comes from a file, `read_only`. The key stays. */
  readonly update: (id: string, draft: SourceDraft) => Promise<Source>;
  /** The phone identities of this source go with it; its calls stay. */
  readonly remove: (id: string) => Promise<void>;
  /** A new key; the old one is accepted for another 24 h. */
  readonly rotateKey: (id: string) => Promise<Source>;
  /** Creates or updates what a file names, and makes it read-only. Another `key` than before is a rotation. */
  readonly provision: (draft: SourceDraft & { key?: string | undefined }) => Promise<Source>;
  /** What no file names any more can be changed by people again. */
  readonly releaseExcept: (names: readonly string[]) => Promise<void>;
  /** Takes over what other processes wrote. */
  readonly reload: () => Promise<void>;
}

export interface SourcesDeps extends SourceKnowledge {
  db: Db;
  seal: Seal;
  clock: Clock;
}

const overlapMs = 24 * 60 * 60 * 1000;

/** Loads all sources. Throws when a key cannot be unsealed. */
export async function createSources(deps: SourcesDeps): Promise<Sources> {
  const load = async (): Promise<Source[]> => {
    const rows = await deps.db.selectFrom('sources').selectAll().execute();
    return rows.map((row) => fromRow(row, deps.seal));
  };
  const memory = createSourceMemory(await load(), deps.clock);
  const { byKey, get, byName, list } = memory;
  const inTurn = createTurns();
  const edit = edits(deps, memory);
  return {
    byKey,
    get,
    byName,
    list,
    create: (draft) => inTurn(() => edit.create(draft)),
    update: (id, draft) => inTurn(() => edit.update(id, draft)),
    remove: (id) => inTurn(() => edit.remove(id)),
    rotateKey: (id) => inTurn(() => edit.rotateKey(id)),
    provision: (draft) => inTurn(() => edit.provision(draft)),
    releaseExcept: (names) => inTurn(() => edit.releaseExcept(names)),
    reload: () => inTurn(async () => memory.replace(await load())),
  };
}

type Edits = Omit<Sources, 'byKey' | 'get' | 'byName' | 'list' | 'reload'>;

/** The writes themselves; the caller sees to it that only one runs at a time. */
function edits(deps: SourcesDeps, memory: SourceMemory): Edits {
  const { db, seal, clock } = deps;

  async function save(source: Source): Promise<Source> {
    const { id, ...rest } = toRow(source, seal);
    if (memory.get(id) === null)
      await db
        .insertInto('sources')
        .values({ id, ...rest })
        .execute();
    else await db.updateTable('sources').set(rest).where('id', '=', id).execute();
    memory.put(source);
    return source;
  }

  const fresh = (draft: SourceDraft, key: string, provisioned: boolean): Source => ({
    ...checkedSettings(draft, deps),
    id: randomUUID(),
    key,
    oldKey: null,
    provisioned,
    createdAt: clock(),
  });

  const withKey = (source: Source, key: string): Source =>
    key === source.key
      ? source
      : { ...source, key, oldKey: { hash: digest(source.key), untilMs: clock() + overlapMs } };

  return {
    async create(draft) {
      needFreeName(memory, draft.name, null);
      return save(fresh(draft, randomWord(), false));
    },
    async update(id, draft) {
      const before = changeable(memory, id);
      needFreeName(memory, draft.name, id);
      return save({ ...before, ...checkedSettings(draft, deps, before) });
    },
    async remove(id) {
      changeable(memory, id);
      await db.deleteFrom('sources').where('id', '=', id).execute();
      memory.drop(id);
    },
    rotateKey: async (id) => save(withKey(changeable(memory, id), randomWord())),
    async provision({ key, ...draft }) {
      const known = memory.byName(draft.name);
      if (key !== undefined) needFreeKey(memory, key, known?.id ?? null);
      if (known === null) return save(fresh(draft, key ?? randomWord(), true));
      const changed = { ...known, ...checkedSettings(draft, deps), provisioned: true };
      return save(withKey(changed, key ?? known.key));
    },
    async releaseExcept(names) {
      const left = memory.list().filter((source) => source.provisioned && !names.includes(source.name));
      for (const source of left) await save({ ...source, provisioned: false });
    },
  };
}

function changeable(memory: SourceMemory, id: string): Source {
  const source = memory.get(id);
  if (source === null) throw new Refusal('not_found', 'There is no such source');
  if (!source.provisioned) return source;
  throw new Refusal('read_only', `The source ${source.name} comes from a file: change it there`);
}

function needFreeName(memory: SourceMemory, name: string, ownId: string | null): void {
  const holder = memory.byName(name);
  if (holder === null || holder.id === ownId) return;
  const faults = [{ field: 'name', message: 'This name is in use' }];
  throw new Refusal('conflict', `There is a source named ${name} already`, faults);
}

function needFreeKey(memory: SourceMemory, key: string, ownId: string | null): void {
  const holder = memory.byKey(key);
  if (holder === null || holder.id === ownId) return;
  const faults = [{ field: 'key', message: 'Each source needs a key of its own' }];
  throw new Refusal('conflict', `The source ${holder.name} has this key already`, faults);
}
