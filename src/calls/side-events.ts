import type { Call, RecordingSegment, SpyingRecord } from '../model/call.ts';
import type { PbxIdentity, Spying } from '../model/event.ts';
import { timeOf, type Entry, type Moment } from './order.ts';

type Side = Pick<Call, 'recorded' | 'recordings' | 'spying'>;

const nothing: Side = { recorded: false, recordings: [], spying: [] };

/** What goes on beside the call: told by events without order or time, so by their arrival. */
export function besides(once: readonly Entry[], end: Moment | null): Side {
  if (once.every(({ event }) => !sideTypes.has(event.type))) return nothing;
  const recordings = recordingsOf(once, end);
  return { recorded: recordings.length > 0, recordings, spying: spyingOf(once, end) };
}

const sideTypes = new Set(['recording_started', 'recording_stopped', 'spying_started', 'spying_ended']);

/** Recording segments; one without its stop lasts to the end of the call. */
function recordingsOf(once: readonly Entry[], end: Moment | null): RecordingSegment[] {
  const segments: RecordingSegment[] = [];
  let open: RecordingSegment | null = null;
  for (const entry of once) {
    const at = timeOf(entry);
    if (entry.event.type === 'recording_started' && open === null) {
      open = { startedAt: at, stoppedAt: null, url: null };
      segments.push(open);
    } else if (entry.event.type === 'recording_stopped' && open !== null) {
      open.stoppedAt = at;
      open = null;
    }
  }
  if (open !== null) open.stoppedAt = closing(open.startedAt, end);
  return segments;
}

/** Who listened to whom. A supervisor is no party of the call: no leg, no pop, no activity. */
function spyingOf(once: readonly Entry[], end: Moment | null): SpyingRecord[] {
  const records: SpyingRecord[] = [];
  for (const entry of once) {
    const { type, spying } = entry.event;
    if (spying === undefined) continue;
    const open = records.find((record) => record.endedAt === null && isSameSpying(record, spying));
    if (type === 'spying_started' && open === undefined) {
      records.push({ ...spying, startedAt: timeOf(entry), endedAt: null });
    } else if (type === 'spying_ended' && open !== undefined) open.endedAt = timeOf(entry);
  }
  for (const record of records) record.endedAt ??= closing(record.startedAt, end);
  return records;
}

/** The call's end; but what was told behind it did not end before it began. */
function closing(startedAt: number, end: Moment | null): number | null {
  return end === null ? null : Math.max(startedAt, end.at);
}

function isSameSpying(a: Spying, b: Spying): boolean {
  return isSamePhone(a.by, b.by) && isSamePhone(a.target, b.target);
}

/** The start may name the user as well, and the end the line only. */
function isSamePhone(a: PbxIdentity, b: PbxIdentity): boolean {
  if (a.extension !== undefined && b.extension !== undefined) return a.extension === b.extension;
  return a.userId === b.userId;
}
