import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../platform/clock.ts';
import type { WireStep } from './cast.ts';
import { encodeStep, type EncodedRequest } from './encode.ts';

export interface PlayOptions {
  dialect: string;
  /** 1: as scripted; 0.5: twice as fast. */
  pace: number;
  clock: Clock;
  signal: AbortSignal;
  send(request: EncodedRequest): Promise<void>;
}

/** Plays a scripted call in real time. Stops without a word when `signal` aborts; rejects when `send` does. */
export async function play(steps: readonly WireStep[], options: PlayOptions): Promise<void> {
  const { dialect, pace, signal } = options;
  for (const step of steps) {
    if (!(await pause(step.afterMs * pace, signal))) return;
    await options.send(encodeStep(dialect, atPace(step, pace, options.clock())));
  }
}

/** False: aborted meanwhile. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** How long the call takes at this pace, ms. */
export function lengthOf(steps: readonly WireStep[], pace: number): number {
  return steps.reduce((sum, step) => sum + step.afterMs, 0) * pace;
}

/** What the PBX measured itself has to agree with the time the play really takes. */
function atPace(step: WireStep, pace: number, now: number): WireStep {
  const fields = Object.entries(step.fields).map(([name, value]) => {
    if (name === 'ts') return [name, String(Math.floor(now / 1000))];
    const isDuration = name === 'cc_wait' || name.endsWith('ms');
    return [name, isDuration ? String(Math.round(Number(value) * pace)) : value];
  });
  return { ...step, fields: Object.fromEntries(fields) as Record<string, string> };
}
