import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';
import { dueCalls, nextDue, postpone } from './settle.ts';

export interface SettleTimerDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /** Settles these calls in one transaction. */
  settle(ids: readonly string[]): Promise<void>;
  /** Events come in crowds: whatever can wait should. */
  isBusy?(): boolean;
  /** Other processes leave work behind: look at least so often. */
  longestSleepMs?: number | undefined;
}

export interface SettleTimer {
  /** Something is due then, epoch ms. The earliest of all wake-ups counts. */
  wakeAt(at: number): void;
  /** Resolves when nothing is being settled any more. */
  stop(): Promise<void>;
}

/** Wake-ups are this far apart at least, so that calls which end together settle together. */
const shortestSleepMs = 50;
/** Clocks jump: look again now and then whatever the timer says. */
const longestSleepAloneMs = 60_000;
/** A call that cannot be settled is tried again after this time. */
const postponeMs = 60_000;
/** A timer so late was set before the clock was put forward, and is set anew. */
const jumpMs = 2_000;
const errorPauseMs = 1_000;
/** While events come in crowds, settling waits so many times as long as it took: it gets a twentieth of the time. */
const busyPause = 19;

/** Settles calls when they are due. The table is the truth; the timer only knows when to look. */
export function createSettleTimer(deps: SettleTimerDeps): SettleTimer {
  const { db, clock, log, settle, longestSleepMs = longestSleepAloneMs } = deps;
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Infinity;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  function wakeAt(at: number): void {
    const jumped = clock() - timerAt > jumpMs;
    if (stopped || (timerAt <= at && !jumped)) return;
    clearTimeout(timer);
    timerAt = at;
    const wake = (): void => {
      timerAt = Infinity;
      running = settleDue();
    };
    timer = setTimeout(wake, Math.max(at - clock(), shortestSleepMs));
  }

  async function settleDue(): Promise<void> {
    try {
      const startedAt = clock();
      await settleAll(await dueCalls(db, startedAt));
      const due = await nextDue(db);
      const now = clock();
      const pauseMs = deps.isBusy?.() === true ? (now - startedAt) * busyPause : 0;
      const next = due ?? (deps.longestSleepMs === undefined ? Infinity : now + longestSleepMs);
      if (next < Infinity) wakeAt(Math.min(Math.max(next, now + pauseMs), now + longestSleepMs));
    } catch (error) {
      log.error({ err: error }, 'settling failed; trying again');
      wakeAt(clock() + errorPauseMs);
    }
  }

  /** One by one where they cannot be settled together: a fault of ours in one call must not hold up the rest. */
  async function settleAll(ids: readonly string[]): Promise<void> {
    const [first, ...more] = ids;
    if (first === undefined) return;
    try {
      await settle(ids);
    } catch (error) {
      if (more.length > 0) {
        for (const id of ids) await settleAll([id]);
        return;
      }
      log.error({ err: error, callId: first }, 'the call cannot be settled; later again');
      await postpone(db, first, clock() + postponeMs);
    }
  }

  return {
    wakeAt,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
