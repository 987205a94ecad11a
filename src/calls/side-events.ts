import type { Call, RecordingSegment, SpyingRecord } from '../model/call.ts';
import { timeOf, type Entry } from './order.ts';

/**
 * Recording segments, by arrival: these events carry neither order nor time. A segment without its stop lasts to
 * the end of the call.
 */
export function recordingsOf(
  once: readonly Entry[],
  endedAt: number | null,
): Pick<Call, 'recorded' | 'recordings'> {
  const recordings: RecordingSegment[] = [];
  for (const entry of once) {
    const at = timeOf(entry);
    const open = recordings.find((segment) => segment.stoppedAt === null);
    if (entry.event.type === 'recording_started' && open === undefined) {
      recordings.push({ startedAt: at, stoppedAt: null, url: null });
    }
    if (entry.event.type === 'recording_stopped' && open !== undefined) open.stoppedAt = at;
  }
  return {
    recorded: once.some((entry) => entry.event.type === 'recording_started'),
    recordings: recordings.map((segment) => ({ ...segment, stoppedAt: segment.stoppedAt ?? endedAt })),
  };
}

/** Who listened to whom. A supervisor is no party of the call: no leg, no pop, no activity. */
export function spyingOf(once: readonly Entry[], endedAt: number | null): SpyingRecord[] {
  const records: SpyingRecord[] = [];
  for (const entry of once) {
    const { type, spying } = entry.event;
    if (spying === undefined) continue;
    const who = JSON.stringify([spying.by, spying.target]);
    const open = records.find(
      (record) => record.endedAt === null && JSON.stringify([record.by, record.target]) === who,
    );
    if (type === 'spying_started' && open === undefined) {
      records.push({ ...spying, startedAt: timeOf(entry), endedAt: null });
    }
    if (type === 'spying_ended' && open !== undefined) open.endedAt = timeOf(entry);
  }
  return records.map((record) => ({ ...record, endedAt: record.endedAt ?? endedAt }));
}
