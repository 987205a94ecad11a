import { Chip } from '../components/Chip.tsx';
import type { PanelState } from '../stream/state.ts';
import { linkWords, presenceWords } from './words.ts';

/** The line to the server and the state of the phone, in words. */
export function PanelStatus({ panel }: { panel: PanelState }) {
  const link = linkWords[panel.link];
  const { presence } = panel;
  return (
    <div className="panel-status">
      {presence && presence.state !== 'unknown' && panel.link === 'live' && (
        <Chip dot tone={presenceWords[presence.state].tone} title={queuesInWords(presence.queues)}>
          {presenceWords[presence.state].text}
          {presence.detail && presence.state !== 'available' && ` · ${presence.detail}`}
        </Chip>
      )}
      <span className="panel-status" role="status">
        <Chip dot tone={link.tone} title="The line to Ringside">
          {link.text}
        </Chip>
      </span>
    </div>
  );
}

function queuesInWords(queues: readonly string[]): string {
  return queues.length > 0 ? `In the queues ${queues.join(', ')}` : 'In no queue';
}
