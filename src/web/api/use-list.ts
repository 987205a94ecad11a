import { useCallback, useEffect, useRef, useState } from 'react';
import type { List, Page } from './endpoints.ts';
import { type ApiFault, toFault } from './fault.ts';
import { useRecovery } from './use-recovery.ts';
import type { Resource } from './use-resource.ts';

/** What a table shows. */
export interface Rows<T> {
  /** Null: not there yet. */
  items: readonly T[] | null;
  fault: ApiFault | null;
  loading: boolean;
  reload: () => void;
  /** Fetches the next page; null or absent: that was all. */
  more?: (() => void) | null;
}

/** A list that comes whole, as a table takes it. */
export function rowsOf<T>(resource: Resource<List<T>>): Rows<T> {
  return { ...resource, items: resource.data?.items ?? null };
}

interface State<T> {
  items: readonly T[] | null;
  cursor: string | null;
  fault: ApiFault | null;
  loading: boolean;
}

const nothing = { items: null, cursor: null, fault: null, loading: true };

/**
 * A list that comes page by page. `load` must be stable; a new one (other filters) starts anew. `reload` fetches the
 * first page again and keeps showing the old rows until it is there; after a failure it fetches the page that failed,
 * which also happens by itself when the failure is one that passes.
 */
export function useList<T>(load: (cursor: string | null) => Promise<Page<T>>): Rows<T> {
  const [state, setState] = useState<State<T>>(nothing);
  const turn = useRef(0);
  const failed = useRef<(() => void) | null>(null);

  const fetchPage = useCallback(
    (cursor: string | null, before: readonly T[]) => {
      const mine = ++turn.current;
      setState((now) => ({ ...now, loading: true }));
      load(cursor).then(
        ({ items, nextCursor }) => {
          if (mine !== turn.current) return;
          failed.current = null;
          setState({ items: [...before, ...items], cursor: nextCursor, fault: null, loading: false });
        },
        (error: unknown) => {
          if (mine !== turn.current) return;
          failed.current = () => fetchPage(cursor, before);
          setState((now) => ({ ...now, fault: toFault(error), loading: false }));
        },
      );
    },
    [load],
  );
  const reload = useCallback(() => (failed.current ?? (() => fetchPage(null, [])))(), [fetchPage]);

  useEffect(() => {
    failed.current = null;
    setState(nothing);
    reload();
    return () => {
      turn.current++;
    };
  }, [reload]);

  const { items, cursor, fault, loading } = state;
  useRecovery(fault, reload);
  const fetchMore = () => {
    if (!loading && !fault && items) fetchPage(cursor, items);
  };
  return { items, fault, loading, reload, more: cursor === null ? null : fetchMore };
}
