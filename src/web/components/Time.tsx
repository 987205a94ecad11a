import { ago, fullTime, timeOfDay } from '../format/when.ts';
import { useNow } from './use-now.ts';

/** `3 min ago`, kept true; the exact time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow(30_000);
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={fullTime(time)}>
      {ago(time, now)}
    </time>
  );
}

export function TimeOfDay({ at }: { at: string }) {
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={fullTime(time)}>
      {timeOfDay(time, Date.now())}
    </time>
  );
}
