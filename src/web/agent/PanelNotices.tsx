import { Button } from '../components/Button.tsx';
import { Notice } from '../components/Notice.tsx';
import { useNow } from '../components/use-now.ts';
import { exactTime } from '../format/when.ts';
import { panelStore } from '../stream/panel-store.ts';
import type { PanelState } from '../stream/state.ts';
import { pauseAdvice } from './words.ts';

/** A hiccup that mends itself is not worth a banner. */
const patienceMs = 1_500;

export function PanelNotices({ panel }: { panel: PanelState }) {
  return (
    <>
      {panel.link === 'reconnecting' && <LineDown panel={panel} />}
      {panel.link === 'live' && panel.delayed && (
        <Notice tone="warn">
          <strong>Calls may show up to two seconds late.</strong> Part of the server cannot be reached;
          nothing is lost, and this ends by itself.
        </Notice>
      )}
      {panel.presence?.notice && (
        <Notice tone="warn">
          <strong>{panel.presence.notice}.</strong> {pauseAdvice}
        </Notice>
      )}
    </>
  );
}

function LineDown({ panel }: { panel: PanelState }) {
  const now = useNow(500);
  const { knownUntil } = panel;
  if (knownUntil !== null && now - knownUntil < patienceMs) return null;
  return (
    <Notice
      tone="warn"
      action={
        <Button icon="refresh" onClick={panelStore.wake}>
          Try now
        </Button>
      }
    >
      <strong>Reconnecting…</strong> {panel.problem} New calls do not show until the line is back.
      {knownUntil !== null && ` What you see is from ${exactTime(knownUntil)}.`}
    </Notice>
  );
}
