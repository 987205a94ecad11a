import { fault, ok, type Finding } from './finding.ts';

/** HTTP's Date has whole seconds, and an answer takes a while. */
const toleranceMs = 5_000;

/** `differenceMs`: our clock minus the other one. */
export function clockFinding(about: string, differenceMs: number, whose: string): Finding {
  const said = `${(Math.abs(differenceMs) / 1_000).toFixed(0)} s from ${whose}`;
  if (Math.abs(differenceMs) <= toleranceMs) return ok(about, said);
  const advice =
    'Set this machine’s clock by NTP (timedatectl set-ntp true): tokens and times of calls go by it';
  return fault(about, said, advice);
}
