import type { Log } from '../platform/log.ts';

interface Prunable {
  readonly prune: () => Promise<void>;
}

/** Forgets what has ended: sessions, links, old audit entries. Answers what stops it. */
export function startHousekeeping(deps: {
  of: readonly Prunable[];
  everyMs: number;
  log: Pick<Log, 'error'>;
}): () => void {
  const tidy = async (): Promise<void> => {
    for (const { prune } of deps.of) await prune();
  };
  const timer = setInterval(() => {
    tidy().catch((error: unknown) => deps.log.error({ err: error }, 'housekeeping failed'));
  }, deps.everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
