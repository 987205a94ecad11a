import type { ReactNode } from 'react';
import { EmptyState } from '../components/EmptyState.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import type { PanelState } from '../stream/state.ts';

/** No call now: what will happen here, and how to see it happen. */
export function Idle({ panel, tryIt }: { panel: PanelState; tryIt?: ReactNode }) {
  if (panel.link === 'refused') {
    return (
      <EmptyState icon="user" title="Your phone is not known yet">
        <p>{panel.problem}</p>
        <p>An admin maps your phone to you under “Agents”. This page connects by itself when that is done.</p>
      </EmptyState>
    );
  }
  if (!panel.agent) {
    return (
      <div className="idle-loading">
        <Skeleton lines={4} label="Connecting" />
      </div>
    );
  }
  return (
    <EmptyState icon="phone" title="Ready for calls">
      <p>
        When your phone rings, the caller shows here at once: who it is, their company, and the record to
        open.
      </p>
      {tryIt ?? (
        <p>To see it, call your own number from another phone. You can leave this page open all day.</p>
      )}
    </EmptyState>
  );
}
