import type { Pop } from '../../api/call.ts';
import type { LiveCall } from '../stream/state.ts';

export type HistoryView = 'missed' | 'recent';

const stateOf = { missed: 'missed', recent: 'ended' } as const;

/**
 * What the server listed, with the calls that just ended here, newest first. A call whose card is still shown waits.
 */
export function mergeHistory(
  view: HistoryView,
  listed: readonly Pop[],
  calls: readonly LiveCall[],
  shownIds: ReadonlySet<string>,
): Pop[] {
  const fresh = calls.map(({ pop }) => pop).filter((pop) => pop.popState === stateOf[view]);
  const byId = new Map(fresh.map((pop) => [pop.id, pop]));
  for (const pop of listed) {
    const known = byId.get(pop.id);
    if (!known || known.sequence <= pop.sequence) byId.set(pop.id, pop);
  }
  return [...byId.values()]
    .filter((pop) => !shownIds.has(pop.id))
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}
