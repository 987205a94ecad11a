import { useCallback, useEffect, useState } from 'react';
import type { Pop } from '../../api/call.ts';
import { calls } from '../api/endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { type Resource, useResource } from '../api/use-resource.ts';
import type { HistoryView } from './history.ts';
import { isFinished, type PanelState } from '../stream/state.ts';

/** A call that just ended is soon in the server's list as well, with its final figures. */
const settleMs = 4_000;

interface Pages {
  items: Pop[];
  nextCursor: string | null;
}

export interface History {
  resource: Resource<Pages>;
  /** The first page and all that was asked for beyond it. */
  items: Pop[];
  more: (() => void) | null;
  busy: boolean;
}

/** The agent's calls; loaded again when a call ends and when the line comes back. */
export function useHistory(view: HistoryView, panel: PanelState): History {
  const resource = useResource(useCallback(() => calls.history(view, null), [view]));
  const [older, setOlder] = useState<Pages | null>(null);
  const { busy, run } = useAction();

  const { reload } = resource;
  const finished = panel.calls.filter(({ pop }) => isFinished(pop)).length;
  const news = `${panel.snapshots}/${finished}`;
  useEffect(() => {
    if (news === '0/0' || news === '1/0') return;
    const timer = window.setTimeout(reload, settleMs);
    return () => window.clearTimeout(timer);
  }, [news, reload]);

  const cursor = older ? older.nextCursor : (resource.data?.nextCursor ?? null);
  const more = () =>
    void run(async () => {
      const page = await calls.history(view, cursor);
      setOlder((before) => ({
        items: [...(before?.items ?? []), ...page.items],
        nextCursor: page.nextCursor,
      }));
    });
  const items = [...(resource.data?.items ?? []), ...(older?.items ?? [])];
  return { resource, items, more: cursor === null ? null : more, busy };
}
