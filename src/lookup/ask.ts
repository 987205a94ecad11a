import { LRUCache } from 'lru-cache';
import type { Connector, Ctx } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import { ConnectorError } from '../crm/errors.ts';
import type { LookupState } from '../model/call.ts';
import type { Match } from '../model/contact.ts';
import type { Log } from '../platform/log.ts';
import { arranged, mayBeCaller, type NeverMatch } from './callers.ts';
import { phoneQueryOf } from './phone-query.ts';

export interface AskedConnection {
  id: string;
  name: string;
  connector: Pick<Connector, 'findByPhone'>;
  rules: { neverMatch: NeverMatch };
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
  /** Who has answered by now, each once. */
  asked: readonly Asked[];
}

/** One connection's answer. */
export interface Asked {
  connection: string;
  /** Records with the number. */
  found: number;
  /** How long it took. */
  ms: number;
  /** Why there is none; null: it answered. */
  fault: string | null;
}

/** Questions to one CRM at once; further ones are given up rather than queued behind a dead CRM. */
const mostAtOnce = 500;
/** How long an answer is believed; a miss shortly, since somebody may be writing the caller down right now. */
const rememberHitMs = 10 * 60_000;
const rememberMissMs = 60_000;
const mostRemembered = 20_000;
const longestFault = 300;

/** What one CRM said of one number. */
interface Reply {
  matches: readonly Match[];
  asked: Asked;
}

/** `knownBy`: names of connections that are not asked. `tell` hears each new answer. */
export type Ask = (e164: string, knownBy: ReadonlySet<string>, tell: (answer: Answer) => void) => void;

/**
 * Asks the CRMs for a number (E.164) that the index does not know of them: all in parallel, each on its own, none
 * longer than the deadline. Rings of one number at the same time ask once; what a CRM said is remembered.
 */
export function createAsk(deps: AskDeps): Ask {
  const replyOf = createReplies(deps);
  return (e164, knownBy, tell) => {
    const connections = deps.connections().filter(({ name }) => !knownBy.has(name));
    const replies = connections.map((connection) => replyOf(connection, e164));
    const told = replies.flatMap((reply) => (reply instanceof Promise ? [] : [reply]));
    const report = (): void => tell(answerOf(told, connections.length));
    if (told.length > 0 || replies.length === 0) report();
    for (const reply of replies)
      if (reply instanceof Promise)
        void reply.then((late) => {
          told.push(late);
          report();
        });
  };
}

/** Each CRM's reply: at once where it is remembered. */
function createReplies(deps: AskDeps): (connection: AskedConnection, e164: string) => Reply | Promise<Reply> {
  const asking = new Map<string, Promise<Reply>>();
  const underWay = new Map<string, number>();
  const remembered = new LRUCache<string, Reply>({ max: mostRemembered, ttl: rememberHitMs });

  return (connection, e164) => {
    const key = `${connection.id} ${e164}`;
    const before = remembered.get(key) ?? asking.get(key);
    if (before !== undefined) return before;
    const others = underWay.get(connection.id) ?? 0;
    if (others >= mostAtOnce) return noReply(connection, 0, 'Too many callers are being looked up');
    underWay.set(connection.id, others + 1);
    const reply = askOne(deps, connection, e164).then((said) => {
      asking.delete(key);
      underWay.set(connection.id, (underWay.get(connection.id) ?? 1) - 1);
      const ttl = said.matches.length > 0 ? rememberHitMs : rememberMissMs;
      if (said.asked.fault === null) remembered.set(key, said, { ttl });
      return said;
    });
    asking.set(key, reply);
    return reply;
  };
}

async function askOne(deps: AskDeps, connection: AskedConnection, e164: string): Promise<Reply> {
  const { name, connector, rules } = connection;
  const startedAt = performance.now();
  const sinceMs = (): number => Math.round(performance.now() - startedAt);
  try {
    const find = (x: Ctx): Promise<Match[]> => connector.findByPhone(phoneQueryOf(e164), x);
    const all = await withDeadline({ ms: deps.deadlineMs, missed: 'unavailable' }, find);
    const matches = arranged(all.filter((match) => mayBeCaller(e164, match, rules.neverMatch)));
    return { matches, asked: { connection: name, found: matches.length, ms: sinceMs(), fault: null } };
  } catch (error) {
    deps.log.warn({ err: error, connection: name }, 'the CRM did not say who is calling');
    const fault = error instanceof ConnectorError ? error.message : 'The connector failed';
    return noReply(connection, sinceMs(), fault.slice(0, longestFault));
  }
}

function noReply({ name }: AskedConnection, ms: number, fault: string): Reply {
  return { matches: [], asked: { connection: name, found: 0, ms, fault } };
}

function answerOf(replies: readonly Reply[], of: number): Answer {
  const asked = replies.map((reply) => reply.asked);
  const failed = asked.filter(({ fault }) => fault !== null).length;
  const matches = replies.flatMap((reply) => reply.matches);
  return { lookup: replies.length < of ? 'pending' : verdict(failed, of), matches, asked };
}

function verdict(failed: number, asked: number): LookupState {
  if (failed === 0) return 'done';
  return failed === asked ? 'failed' : 'partial';
}
