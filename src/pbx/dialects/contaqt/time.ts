import type { ReportedDurations } from '../../../model/event.ts';
import { filled, put, type FieldReader } from '../fields.ts';

const year2000Ms = Date.UTC(2000, 0);
const year2100Ms = Date.UTC(2100, 0);
/** 1e11 seconds are the year 5138, 1e11 milliseconds 1973: from here on `ts` counts milliseconds. */
const firstMs = 1e11;
const longestMs = 365 * 24 * 3_600_000;

/** `ts` as epoch milliseconds: documented in seconds, also taken with a fraction or in milliseconds. */
export function readTime(fields: FieldReader): number | undefined {
  const text = fields.id('ts');
  if (text === undefined) return undefined;
  const value = decimal(text);
  const atMs = Math.round(value < firstMs ? value * 1000 : value);
  if (atMs >= year2000Ms && atMs < year2100Ms) return atMs;
  fields.fault('ts', 'is no time between 2000 and 2100: send the seconds since 1970-01-01 UTC');
  return undefined;
}

/**
 * The durations of `call:end`, all milliseconds but `cc_wait`, which is seconds and counts only where `waitms` is
 * missing.
 */
export function readDurations(fields: FieldReader): ReportedDurations | undefined {
  const durations: ReportedDurations = {};
  put(durations, 'waitMs', readMs(fields, 'waitms', 1) ?? readWaitSeconds(fields));
  put(durations, 'totalMs', readMs(fields, 'durationms', 1));
  put(durations, 'talkMs', readMs(fields, 'billms', 1));
  put(durations, 'progressMs', readMs(fields, 'progressms', 1));
  return filled(durations);
}

function readWaitSeconds(fields: FieldReader): number | undefined {
  return fields.peek('waitms') === undefined ? readMs(fields, 'cc_wait', 1000) : undefined;
}

function readMs(fields: FieldReader, name: string, unitMs: number): number | undefined {
  const text = fields.id(name);
  if (text === undefined) return undefined;
  const ms = Math.round(decimal(text) * unitMs);
  if (ms <= longestMs) return ms;
  const unit = unitMs === 1 ? 'milliseconds' : 'seconds';
  fields.fault(name, `is no duration: send ${unit} as a number from 0 up to one year`);
  return undefined;
}

/** NaN unless the text is plain digits with at most one point: no sign, no exponent, no hexadecimal. */
const decimal = (text: string): number => (/^\d+(\.\d*)?$/.test(text) ? Number(text) : NaN);
