import { useCallback, useEffect, useState } from 'react';
import type { Pop } from '../../api/call.ts';
import { calls } from '../api/endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { type Resource, useResource } from '../api/use-resource.ts';
import type { HistoryView } from './history.ts';
import { panelStore } from '../stream/panel-store.ts';
import { isFinished, keepFinishedMs, type PanelState } from '../stream/state.ts';

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
export function useHistory(view: HistoryView, search: string, panel: PanelState): History {
  const load = useCallback(async () => {
    const page = await calls.history(view, search, null);
    if (view === 'recent' && search === '') recall(page.items);
    return page;
  }, [view, search]);
  const resource = useResource(load);
  const older = useOlder(view, search);
  useReloading(resource.reload, panel);

  const cursor = older.pages ? older.pages.nextCursor : (resource.data?.nextCursor ?? null);
  const items = [...(resource.data?.items ?? []), ...(older.pages?.items ?? [])];
  return { resource, items, more: cursor === null ? null : () => older.more(cursor), busy: older.busy };
}

/** Those that ended a moment ago may be cards still. */
function recall(items: readonly Pop[]): void {
  const now = Date.now() + panelStore.get().clockOffsetMs;
  const pops = items.filter(
    ({ popState, endedAt }) => popState === 'ended' && now - Date.parse(endedAt ?? '') < keepFinishedMs,
  );
  if (pops.length > 0) panelStore.apply({ type: 'recalled', pops });
}

function useOlder(view: HistoryView, search: string) {
  const [older, setOlder] = useState<{ search: string; pages: Pages } | null>(null);
  const { busy, run } = useAction();
  const pages = older?.search === search ? older.pages : null;
  const more = (cursor: string) =>
    void run(async () => {
      const page = await calls.history(view, search, cursor);
      const items = [...(pages?.items ?? []), ...page.items];
      setOlder({ search, pages: { items, nextCursor: page.nextCursor } });
    });
  return { pages, busy, more };
}

function useReloading(reload: () => void, panel: PanelState): void {
  const finished = panel.calls.filter(({ pop }) => isFinished(pop)).length;
  const news = `${panel.snapshots}/${finished}`;
  useEffect(() => {
    if (news === '0/0' || news === '1/0') return;
    const timer = window.setTimeout(reload, settleMs);
    return () => window.clearTimeout(timer);
  }, [news, reload]);
}
