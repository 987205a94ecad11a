import { useCallback, useEffect, useRef, useState } from 'react';
import { type ApiFault, toFault } from './fault.ts';
import { useRecovery } from './use-recovery.ts';

export interface Resource<T> {
  /** The last good answer; kept while reloading and after a failed reload. */
  data: T | null;
  fault: ApiFault | null;
  loading: boolean;
  reload: () => void;
}

/**
 * Loads when shown, on `reload`, and by itself after a failure that passes; a late answer never replaces a newer one.
 * `load` must be stable.
 */
export function useResource<T>(load: () => Promise<T>): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'>>({ data: null, fault: null, loading: true });
  const newest = useRef(0);

  const reload = useCallback(() => {
    const turn = ++newest.current;
    setState((before) => ({ ...before, loading: true }));
    load().then(
      (data) => turn === newest.current && setState({ data, fault: null, loading: false }),
      (error: unknown) =>
        turn === newest.current &&
        setState((before) => ({ ...before, fault: toFault(error), loading: false })),
    );
  }, [load]);

  useEffect(() => {
    reload();
    return () => {
      newest.current++;
    };
  }, [reload]);

  useRecovery(state.fault, reload);
  return { ...state, reload };
}
