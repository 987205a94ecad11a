import { useEffect } from 'react';
import type { Agent, Source } from '../../api/admin.ts';
import type { ApiConnection } from '../../api/connection.ts';
import { navigate, useAddress } from '../shell/router.ts';

/** What there is already. */
interface Known {
  source: Source | undefined;
  /** The admin's own. */
  own: Agent | undefined;
  /** The first that is no contact book of our own. */
  crm: ApiConnection | undefined;
}

/**
 * The step that the address asks for (`/setup?step=5`), as far as one can be there; without one, where what there is
 * already leaves off, and the address says so from then on. 0: not known yet.
 */
export function useStep(known: Known | null): number {
  const { pathname, searchParams } = useAddress();
  const asked = Number(searchParams.get('step'));
  const isAsked = Number.isInteger(asked) && asked >= 2 && asked <= 6;
  const step = known === null ? 0 : stepOf(known, isAsked ? asked : null);
  useEffect(() => {
    if (step > 0 && pathname.startsWith('/setup')) goTo(step, { replace: true });
  }, [step, pathname]);
  return step;
}

export function goTo(step: number, how?: { replace: boolean }): void {
  navigate(`/setup?step=${step}`, how);
}

function stepOf({ source, own, crm }: Known, asked: number | null): number {
  if (source === undefined) return 2;
  if (asked !== null) return Math.max(asked, 3);
  if (crm !== undefined) return crm.oauth?.connected === false ? 5 : 6;
  if (own === undefined || own.pbx.length === 0) return 3;
  return source.events > 0 ? 5 : 4;
}
