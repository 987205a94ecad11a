import type { Connector, PhoneQuery } from '../crm/contract.ts';
import type { LookupState } from '../model/call.ts';
import type { Match } from '../model/contact.ts';
import { parsePhone } from '../model/phone.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

export interface AskedConnection {
  id: string;
  name: string;
  connector: Pick<Connector, 'findByPhone'>;
}

export interface AskDeps {
  /** Connections whose CRM may know more than the index. */
  connections(): readonly AskedConnection[];
  /** How long a ring waits for a CRM, ms. */
  deadlineMs: number;
  clock: Clock;
  log: Log;
}

/** What the CRMs have answered so far: more may follow until `lookup` is no longer `pending`. */
export interface Answer {
  lookup: LookupState;
  matches: readonly Match[];
}

/** Numbers asked about at once; further ones are given up rather than queued behind a dead CRM. */
const mostAtOnce = 500;

/**
 * Asks every CRM for a number (E.164) the index does not know: all in parallel, each on its own, none longer than the
 * deadline. `tell` hears each new answer. Rings of one number at the same time ask once.
 */
export function createAsk(deps: AskDeps): (e164: string, tell: (answer: Answer) => void) => void {
  const asking = new Map<string, { listeners: ((answer: Answer) => void)[]; latest: Answer | null }>();

  return (e164, tell) => {
    const known = asking.get(e164);
    if (known !== undefined) {
      known.listeners.push(tell);
      if (known.latest !== null) tell(known.latest);
      return;
    }
    if (asking.size >= mostAtOnce) {
      tell({ lookup: 'failed', matches: [] });
      return;
    }
    const inquiry = { listeners: [tell], latest: null as Answer | null };
    asking.set(e164, inquiry);
    void askAll(deps, queryOf(e164), (answer) => {
      inquiry.latest = answer;
      for (const listener of inquiry.listeners) listener(answer);
    }).finally(() => asking.delete(e164));
  };
}

async function askAll(deps: AskDeps, query: PhoneQuery, tell: (answer: Answer) => void): Promise<void> {
  const connections = deps.connections();
  let matches: Match[] = [];
  let open = connections.length;
  let failed = 0;
  const report = (): void =>
    tell({ lookup: open > 0 ? 'pending' : verdict(failed, connections.length), matches });
  if (open === 0) report();
  await Promise.all(
    connections.map(async (connection) => {
      try {
        matches = [...matches, ...(await withDeadline(deps, connection, query))];
      } catch (error) {
        failed++;
        deps.log.warn({ err: error, connection: connection.name }, 'the CRM did not say who is calling');
      }
      open--;
      report();
    }),
  );
}

function verdict(failed: number, asked: number): LookupState {
  if (failed === 0) return 'done';
  return failed === asked ? 'failed' : 'partial';
}

/** A connector that ignores its signal must not hold the ring up either. */
async function withDeadline(deps: AskDeps, connection: AskedConnection, query: PhoneQuery): Promise<Match[]> {
  const signal = AbortSignal.timeout(deps.deadlineMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${deps.deadlineMs} ms`)));
  });
  const deadline = new Date(deps.clock() + deps.deadlineMs);
  return Promise.race([connection.connector.findByPhone(query, { signal, deadline }), late]);
}

function queryOf(e164: string): PhoneQuery {
  const phone = parsePhone(e164, null);
  return { e164, national: phone?.national ?? e164.slice(1), country: phone?.country ?? null };
}
