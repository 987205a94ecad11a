import type { PanelState } from '../stream/state.ts';
import { PopCard } from './PopCard.tsx';
import type { ShownCall } from './visible.ts';

export function LiveCalls({
  panel,
  shown,
  onHold,
}: {
  panel: PanelState;
  shown: readonly ShownCall[];
  onHold: (id: string | null) => void;
}) {
  return (
    <ul className="live-calls" aria-label="Live calls">
      {shown.map(({ pop, fading }) => (
        <li key={pop.id}>
          <PopCard
            pop={pop}
            email={panel.agent?.email ?? null}
            clockOffsetMs={panel.clockOffsetMs}
            stale={panel.link !== 'live'}
            fading={fading}
            onHold={onHold}
          />
        </li>
      ))}
    </ul>
  );
}
