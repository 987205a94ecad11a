import { type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { CallAlerts } from '../alerts/CallAlerts.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { useNow } from '../components/use-now.ts';
import { goToLogin } from '../shell/session.ts';
import { usePanel } from '../stream/use-panel.ts';
import { useDoneCalls } from './done-calls.ts';
import { Idle } from './Idle.tsx';
import { LiveCalls } from './LiveCalls.tsx';
import './panel.css';
import { fetchParts, HistoryList } from './parts.ts';
import { PanelNotices } from './PanelNotices.tsx';
import { PanelStatus } from './PanelStatus.tsx';
import { shownCalls } from './visible.ts';

/**
 * The agent's live panel: the agent page is made of it, and the setup and admin pages show it beside what they try.
 */
export function Panel({ embedded = false, tryIt }: { embedded?: boolean; tryIt?: ReactNode }) {
  const panel = usePanel();
  const [heldId, setHeldId] = useState<string | null>(null);
  const now = useNow(panel.calls.length > 0 ? 400 : 60_000);
  // A call that came between two ticks is newer than `now`.
  const shown = shownCalls(panel.calls, now, heldId, useDoneCalls());
  const shownKey = shown.map(({ pop }) => pop.id).join();
  const shownIds = useMemo(() => new Set(shownKey.split(',')), [shownKey]);

  useEffect(() => {
    if (panel.link === 'signed-out') goToLogin();
  }, [panel.link]);

  useEffect(fetchParts, []);

  return (
    <div className="panel" id="live-panel" data-embedded={embedded || undefined}>
      <CallAlerts calls={panel.calls} paused={panel.presence?.notice ?? null} />
      {embedded && (
        <div className="panel-bar">
          <h2>Your live panel</h2>
          <PanelStatus panel={panel} />
        </div>
      )}
      <div className="panel-columns">
        <div className="panel-live">
          <PanelNotices panel={panel} />
          {shown.length > 0 ? (
            <LiveCalls panel={panel} shown={shown} onHold={setHeldId} />
          ) : (
            <div className="panel-idle">
              <Idle panel={panel} tryIt={tryIt} />
            </div>
          )}
        </div>
        {!embedded && panel.link !== 'refused' && (
          <div className="panel-lists">
            <Suspense fallback={<Skeleton lines={6} />}>
              <HistoryList view="missed" panel={panel} shownIds={shownIds} />
              <HistoryList view="recent" panel={panel} shownIds={shownIds} />
            </Suspense>
          </div>
        )}
      </div>
    </div>
  );
}
