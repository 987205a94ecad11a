import { pino, type Logger } from 'pino';

export type Log = Logger;

/** One wide JSON line per event or job: ids, timings, outcome; no names, no full numbers, no secrets. */
export function createLog(level: string): Log {
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
}
