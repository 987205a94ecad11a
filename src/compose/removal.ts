import { pruneJournal, pruneTraces } from '../calls/prune.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { ageCalls, type Rewrite } from '../privacy/ageing.ts';
import type { RetentionSettings } from '../privacy/retention.ts';
import type { Db } from '../store/database.ts';

export interface RemovalDeps {
  db: Db;
  clock: Clock;
  log: Log;
  retention: Pick<RetentionSettings, 'now'>;
  rewrite: Rewrite;
  everyMs: number;
  /** False: another process removes. */
  isOurs?: (() => boolean) | undefined;
}

/** Removes what is held too long, one run after the other. Answers the function that stops it. */
export function startRemoval(deps: RemovalDeps): () => Promise<void> {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    if (!(deps.isOurs?.() ?? true)) return;
    running ??= removeOld(deps)
      .catch((error: unknown) => deps.log.error({ err: error }, 'what is too old could not be removed'))
      .finally(() => (running = null));
  }, deps.everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function removeOld({ db, clock, log, retention, rewrite }: RemovalDeps): Promise<void> {
  const { journalDays, journalRows } = await retention.now();
  const pruned = await pruneJournal({ db, clock, keepDays: journalDays, maxRows: journalRows });
  await pruneTraces({ db, clock, keepDays: journalDays });
  const calls = await ageCalls({ db, clock, retention, rewrite });
  if (pruned + calls.deleted + calls.forgotten > 0)
    log.info({ journalRows: pruned, ...calls }, 'what is too old was removed');
}
