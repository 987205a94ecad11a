import { useState } from 'react';
import type { Play } from '../../api/admin.ts';
import { admin } from '../api/admin-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { Notice } from '../components/Notice.tsx';
import { span } from '../format/duration.ts';

/** Plays made-up calls to one's own panel, and takes the made-up contacts away again. */
export function SampleCalls({ source, look = 'plain' }: { source: string; look?: 'plain' | 'primary' }) {
  const [playing, setPlaying] = useState<Play | null>(null);
  const { busy, fault, run } = useAction();

  const play = () =>
    void run(async () => {
      setPlaying(await admin.playSamples(source));
      // On a small screen it is below this button.
      document.getElementById('live-panel')?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    });
  const remove = () =>
    void run(async () => {
      await admin.removeSamples();
      setPlaying(null);
    });
  return (
    <div className="stack stack-tight">
      <div className="cluster">
        <Button look={look} icon="play" busy={busy} onClick={play}>
          Play sample calls
        </Button>
        {playing && (
          <Button look="quiet" disabled={busy} onClick={remove}>
            Take the samples away
          </Button>
        )}
      </div>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      {playing && (
        <Notice>
          Playing for {span(playing.seconds * 1000)}: {playing.playing.join(', ')}. Watch{' '}
          <a href="#live-panel">your panel</a>.
        </Notice>
      )}
    </div>
  );
}
