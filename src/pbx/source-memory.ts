import type { Clock } from '../platform/clock.ts';
import { digest } from '../platform/secret.ts';
import type { Source } from './source.ts';

/** All sources by id and by key: every webhook needs one, and none may wait for the database. */
export interface SourceMemory {
  readonly byKey: (key: string) => Source | null;
  readonly get: (id: string) => Source | null;
  readonly byName: (name: string) => Source | null;
  /** By name. */
  readonly list: () => Source[];
  readonly put: (source: Source) => void;
  readonly drop: (id: string) => void;
  /** These are all there are. */
  readonly replace: (sources: readonly Source[]) => void;
}

export function createSourceMemory(sources: readonly Source[], clock: Clock): SourceMemory {
  const byId = new Map(sources.map((source) => [source.id, source]));
  let byDigest = index();

  function index(): Map<string, { source: Source; untilMs: number }> {
    const next = new Map<string, { source: Source; untilMs: number }>();
    for (const source of byId.values()) {
      if (source.oldKey !== null) next.set(source.oldKey.hash, { source, untilMs: source.oldKey.untilMs });
    }
    // Current keys last: no old key may hide one.
    for (const source of byId.values()) next.set(digest(source.key), { source, untilMs: Infinity });
    return next;
  }

  return {
    byKey(key) {
      const found = byDigest.get(digest(key));
      return found !== undefined && clock() < found.untilMs ? found.source : null;
    },
    get: (id) => byId.get(id) ?? null,
    byName: (name) => [...byId.values()].find((source) => source.name === name) ?? null,
    list: () => [...byId.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    put(source) {
      byId.set(source.id, source);
      byDigest = index();
    },
    drop(id) {
      byId.delete(id);
      byDigest = index();
    },
    replace(all) {
      byId.clear();
      for (const source of all) byId.set(source.id, source);
      byDigest = index();
    },
  };
}
