import { useNow } from '../components/use-now.ts';
import { clock } from '../format/duration.ts';
import type { CardClock } from './times.ts';

/** Re-renders itself alone each half second. Its ticking is not announced. */
export function CallTimer({ time, clockOffsetMs }: { time: CardClock; clockOffsetMs: number }) {
  const now = useNow(500);
  if (time === null) return null;
  const ms = 'ms' in time ? time.ms : now + clockOffsetMs - time.since;
  return (
    <span className="digits" role="timer" aria-live="off">
      {clock(ms)}
    </span>
  );
}
