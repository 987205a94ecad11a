import type { Pop } from '../../api/call.ts';
import type { PanelState } from '../stream/state.ts';

export type HistoryView = 'missed' | 'recent';

const stateOf = { missed: 'missed', recent: 'ended' } as const;

/**
 * What the server listed, with the calls that just ended here, newest first. A call whose card is still shown waits.
 * While something is searched for, the server alone knows what fits.
 */
export function mergeHistory(
  view: HistoryView,
  listed: readonly Pop[],
  { calls, changed }: Pick<PanelState, 'calls' | 'changed'>,
  shownIds: ReadonlySet<string>,
  searching = false,
): Pop[] {
  const fresh = calls.map(({ pop }) => pop).filter((pop) => pop.popState === stateOf[view]);
  const byId = new Map<string, Pop>();
  for (const pop of [...(searching ? [] : fresh), ...listed]) takeNewer(byId, pop);
  for (const pop of changed) if (byId.has(pop.id)) takeNewer(byId, pop);
  return [...byId.values()]
    .filter((pop) => !shownIds.has(pop.id))
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function takeNewer(byId: Map<string, Pop>, pop: Pop): void {
  const known = byId.get(pop.id);
  if (!known || known.sequence <= pop.sequence) byId.set(pop.id, pop);
}
