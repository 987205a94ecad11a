import type { Arrivals } from './commit.ts';

export interface CatchUpDeps {
  /** Folds what waits, and what is handed in, in one transaction. */
  fold(left: Arrivals): Promise<void>;
}

export interface CatchUp {
  /** Something waits. Events that come meanwhile take it along; after the last of a crowd nobody else does. */
  soon(): void;
  /** What else waits. Resolves when it is folded, or could not be stored: then whatever is stored next takes it along. */
  now(left: Arrivals): Promise<boolean>;
  /** Folds as long as something waits; nothing may be received after it. */
  finish(isWaiting: () => boolean): Promise<void>;
}

/** Often enough that nobody sees it, seldom enough that a crowd does not pay for it. */
const pauseMs = 50;

/** Sees to it that nothing is left waiting in the journal when no more events come. */
export function createCatchUp({ fold }: CatchUpDeps): CatchUp {
  let timer: NodeJS.Timeout | undefined;

  function now(left: Arrivals): Promise<boolean> {
    return fold(left).then(
      () => true,
      () => false,
    );
  }

  function cancel(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    now,
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        void now(new Map());
      }, pauseMs);
    },
    async finish(isWaiting) {
      while (isWaiting() && (await now(new Map())));
      cancel();
    },
  };
}
