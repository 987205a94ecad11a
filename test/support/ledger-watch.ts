import type { Ledger } from '../../src/api/admin.ts';

export interface LedgerWatch {
  /** Ends the watch; resolves to every ledger seen. */
  end(): Promise<Ledger[]>;
}

/** Looks at the ledger again and again while other things happen. */
export function watchLedger(look: () => Promise<Ledger>): LedgerWatch {
  const seen: Ledger[] = [];
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      seen.push(await look());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return {
    async end() {
      stop.abort();
      await watching;
      return seen;
    },
  };
}
