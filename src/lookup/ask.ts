import { LRUCache } from 'lru-cache';
import type { Connector, Ctx, PhoneQuery } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import type { LookupState } from '../model/call.ts';
import type { Match } from '../model/contact.ts';
import { parsePhone } from '../model/phone.ts';
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
  log: Log;
}

/** What the CRMs have answered so far: more may follow until `lookup` is no longer `pending`. */
export interface Answer {
  lookup: LookupState;
  matches: readonly Match[];
}

/** Numbers asked about at once; further ones are given up rather than queued behind a dead CRM. */
const mostAtOnce = 500;
/** How long an answer is believed; a miss shortly, since somebody may be writing the caller down right now. */
const rememberHitMs = 10 * 60_000;
const rememberMissMs = 60_000;
const mostRemembered = 20_000;

/**
 * Asks every CRM for a number (E.164) the index does not know: all in parallel, each on its own, none longer than the
 * deadline. `tell` hears each new answer. Rings of one number at the same time ask once; whole answers are remembered.
 */
export function createAsk(deps: AskDeps): (e164: string, tell: (answer: Answer) => void) => void {
  const asking = new Map<string, { listeners: ((answer: Answer) => void)[]; latest: Answer | null }>();
  const remembered = new LRUCache<string, Answer>({ max: mostRemembered, ttl: rememberHitMs });

  const remember = (e164: string, answer: Answer): void => {
    if (answer.lookup !== 'done') return;
    remembered.set(e164, answer, { ttl: answer.matches.length > 0 ? rememberHitMs : rememberMissMs });
  };

  return (e164, tell) => {
    const before = remembered.get(e164);
    if (before !== undefined) {
      tell(before);
      return;
    }
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
      remember(e164, answer);
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
        const ask = (x: Ctx): Promise<Match[]> => connection.connector.findByPhone(query, x);
        const found = await withDeadline({ ms: deps.deadlineMs, missed: 'unavailable' }, ask);
        matches = [...matches, ...found];
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

function queryOf(e164: string): PhoneQuery {
  const phone = parsePhone(e164, null);
  return { e164, national: phone?.national ?? e164.slice(1), country: phone?.country ?? null };
}
