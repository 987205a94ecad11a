import type { Retry } from '../../src/api/ledger.ts';
import type { ErasureReport, RetentionState } from '../../src/api/privacy.ts';
import type { Operations } from '../../src/http/operations.ts';

const retry: Retry = {
  ...{ id: 'r1', connection: null, by: null, startedAt: new Date(0).toISOString() },
  ...{ state: 'finished', total: 0, logged: 0, waiting: 0, dead: 0 },
};

const retention: RetentionState = {
  ...{ journalDays: 30, journalRows: 1_000_000, personalDays: null, callDays: null },
  ...{ changedAt: null, changedBy: null },
  held: { journalRows: 0, oldestEntryAt: null, calls: 0, oldestCallAt: null },
};
const report: ErasureReport = {
  ...{ id: null, at: new Date(0).toISOString(), by: null, number: '…223', tables: [], inCrm: [], advice: [] },
};

/** Nothing to be done, for tests of what lies before the work. */
export const operations: Operations = {
  board: {
    now: () => Promise.resolve({ agents: [], calls: [], queues: [], more: false }),
    open: () => Promise.resolve(false),
  },
  edits: {
    relog: () => Promise.resolve(false),
    writeNote: () => Promise.resolve(false),
    chooseMatch: () => Promise.resolve(false),
  },
  retryActivity: () => Promise.resolve(false),
  resend: () => Promise.resolve(null),
  retention: { state: () => Promise.resolve(retention), set: () => Promise.resolve(retention) },
  erasures: {
    look: () => Promise.resolve(report),
    erase: () => Promise.resolve(report),
    list: () => Promise.resolve([]),
  },
  retries: {
    begin: () => Promise.resolve(retry),
    list: () => Promise.resolve([]),
    get: () => Promise.resolve(null),
  },
};
