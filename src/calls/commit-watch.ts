import type { Item } from './item.ts';

/** In this order; not every transaction has all of them. `pops`: published. */
export type CommitStep = 'journal' | 'fold' | 'lookup' | 'save' | 'commit' | 'pops';

/**
 * Follows events from the wire to the disk. A process has one transaction of calls after the other, so that steps need
 * not say whose they are. On the way of every event: be quick, and do not throw.
 */
export interface CommitWatch {
  /** The items of one request have been read, and wait for a transaction. */
  readonly received: (items: readonly Item[]) => void;
  /** A transaction with the items of these requests has begun; after a fault it may begin again. */
  readonly begun: (requests: readonly (readonly Item[])[]) => void;
  readonly reached: (step: CommitStep) => void;
  /** The transaction is committed: ids of the calls that it changed. */
  readonly changed: (callIds: readonly string[]) => void;
  /** The items of one request are durable; or, refused, nothing was kept of them. */
  readonly ended: (items: readonly Item[], how: 'stored' | 'refused') => void;
}

/** Everywhere but where somebody follows, this is all it costs. */
export function reached({ watch }: { watch?: CommitWatch | undefined }, step: CommitStep): void {
  watch?.reached(step);
}

/** Stores the items of one request, followed from now to the disk. */
export async function followed(
  watch: CommitWatch | undefined,
  items: readonly Item[],
  store: () => Promise<void>,
): Promise<void> {
  watch?.received(items);
  try {
    await store();
  } catch (error) {
    watch?.ended(items, 'refused');
    throw error;
  }
  watch?.ended(items, 'stored');
}
