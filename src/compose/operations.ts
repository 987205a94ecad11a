import { randomUUID } from 'node:crypto';
import { createRetries } from '../activity/retries.ts';
import type { Config } from '../config.ts';
import type { Engine } from '../activity/engine.ts';
import type { Retention } from '../api/privacy.ts';
import type { Operations } from '../http/operations.ts';
import { dialectNamed } from '../pbx/dialects/index.ts';
import type { Log } from '../platform/log.ts';
import { createErasures, type EraseDeps } from '../privacy/erase.ts';
import { createRetention } from '../privacy/retention.ts';
import type { CallServicesDeps } from './call-services-deps.ts';
import { createCallEdits } from './call-edits.ts';
import type { Closer } from './closer.ts';
import { startRemoval } from './removal.ts';
import { createLiveBoard } from './live-board.ts';
import { createResend } from './resend.ts';

export interface OperationsDeps extends CallServicesDeps {
  engine: Pick<Engine, 'retry' | 'wake'>;
  log: Log;
  config: Pick<Config, 'streams' | 'journal'>;
  book: { erasePerson: EraseDeps['book'] };
  /** One of several processes does what one is enough for. */
  isOurs?: (() => boolean) | undefined;
}

/** The work behind the admin pages. `start` goes on with what an earlier process began. */
export function createOperations(
  deps: OperationsDeps,
  closers: Closer[],
): { operations: Operations; start: () => void; endStreams: () => void } {
  const { db, clock, log, engine, connections, config } = deps;
  const { rewrite, receive } = deps.pipeline.calls;
  const retries = createRetries({
    ...{ db, clock, log, newId: randomUUID },
    connections: connections.list,
    wake: engine.wake,
  });
  const board = createLiveBoard({ ...deps, streams: config.streams });
  const retention = createRetention({ db, clock, defaults: defaultsOf(config) });
  closers.push(retries.stop, board.close);
  return {
    endStreams: board.close,
    operations: {
      board,
      edits: createCallEdits(deps),
      retryActivity: engine.retry,
      resend: createResend({
        ...{ db, source: deps.sources.get, dialect: dialectNamed, receive },
      }),
      retries,
      retention,
      erasures: createErasures({
        ...{ db, clock, newId: randomUUID, rewrite, book: deps.book.erasePerson },
        countries: () => deps.sources.list().map(({ country }) => country),
        connection: (id) => connectionOf(deps, id),
      }),
    },
    start() {
      retries.start();
      const everyMs = config.journal.pruneEveryMs;
      closers.push(startRemoval({ db, clock, log, retention, rewrite, everyMs, isOurs: deps.isOurs }));
    },
  };
}

function defaultsOf({ journal }: Pick<Config, 'journal'>): Retention {
  return { journalDays: journal.keepDays, journalRows: journal.maxRows, personalDays: null, callDays: null };
}

function connectionOf({ connections }: OperationsDeps, id: string): ReturnType<EraseDeps['connection']> {
  const found = connections.get(id);
  return found === undefined
    ? null
    : { name: found.name, crm: found.crm, recordUrl: (ref) => found.connector.recordUrl(ref) };
}
