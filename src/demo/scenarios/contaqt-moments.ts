import { present, type Cast, type WireStep } from '../cast.ts';

/** One event of one leg; leg 0 is the call's own. */
export interface Moment {
  afterMs: number;
  event: string;
  leg: number;
  fields: Record<string, string | undefined>;
}

interface LegTimes {
  beganMs: number;
  answeredMs: number | null;
}

/** Adds what the PBX knows by itself: ids, `ts` in whole seconds, and on `call:end` the durations it measured. */
export function toSteps(cast: Cast, moments: readonly Moment[]): WireStep[] {
  const legs = new Map<number, LegTimes>([[0, { beganMs: 0, answeredMs: null }]]);
  let nowMs = 0;
  return moments.map(({ afterMs, event, leg, fields }) => {
    nowMs += afterMs;
    const times = legs.get(leg) ?? { beganMs: nowMs, answeredMs: null };
    legs.set(leg, times);
    if (event === 'call:answer') {
      times.answeredMs ??= nowMs;
      // The caller's own leg is through as soon as anybody answers.
      const own = legs.get(0);
      if (own !== undefined) own.answeredMs ??= nowMs;
    }
    const measured = event === 'call:end' ? durations(times, nowMs, fields) : {};
    return { afterMs, event, fields: present({ ...identity(cast, leg, nowMs), ...fields, ...measured }) };
  });
}

const identity = (cast: Cast, leg: number, nowMs: number): Moment['fields'] => ({
  id: leg === 0 ? cast.callId : `${cast.callId}-${leg}`,
  call_id: cast.callId,
  ts: String(Math.floor((cast.startedAt + nowMs) / 1000)),
  site_id: '1',
  a2: cast.country,
  tags: cast.tags?.join(','),
});

function durations(times: LegTimes, nowMs: number, fields: Moment['fields']): Moment['fields'] {
  const waitMs = (times.answeredMs ?? nowMs) - times.beganMs;
  return {
    durationms: String(nowMs - times.beganMs),
    billms: String(times.answeredMs === null ? 0 : nowMs - times.answeredMs),
    progressms: '180',
    waitms: String(waitMs),
    // Waiting in a queue is told in seconds.
    cc_wait: fields['queue_id'] === undefined ? undefined : String(Math.round(waitMs / 1000)),
  };
}
