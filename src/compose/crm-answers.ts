import type { ResolveDeps } from '../activity/resolve.ts';
import type { Calls } from '../calls/calls.ts';
import type { CallChange } from '../calls/commit.ts';
import { withLead, withNamed, withoutNamed, withPerson } from '../calls/named.ts';
import { toStoredCall } from '../calls/record.ts';
import type { Traces } from '../calls/traces.ts';
import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import { createAsk, type Answer, type Asked } from '../lookup/ask.ts';
import { createAskLead } from '../lookup/ask-lead.ts';
import type { Choices } from '../lookup/choices.ts';
import { knowing, type Known } from '../lookup/phone-index.ts';
import type { StoredCall } from '../model/call.ts';
import type { ChosenRecord } from '../model/contact.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Db } from '../store/database.ts';

export interface CrmAnswersDeps {
  db: Db;
  connections: Pick<Connections, 'list'>;
  choices: Pick<Choices, 'of'>;
  traces: Pick<Traces, 'note'>;
  /** How long a ring waits for a CRM, ms. */
  deadlineMs: number;
  amend: Calls['amend'];
  clock: Clock;
  log: Log;
  /** Told of each CRM's answer to who is calling, and since when it was waited for (epoch ms). */
  follow?: ((callId: string, answer: Asked, askedAt: number) => void) | undefined;
}

/** What CRMs are asked of calls, beyond the phone index, and what becomes of their answers. */
export interface CrmAnswers {
  /** True when the CRM of a connection other than these (names) may know numbers that the index does not. */
  readonly mayKnowMore: (knownBy: ReadonlySet<string>) => boolean;
  /**
   * Asks of numbers whose calls are being stored; `ask` then finds the questions under way. Resolves when they are on
   * their way, to `known`: the CRM works while the calls are stored, rather than after it.
   */
  readonly askAhead: (known: Map<string, Known>) => Promise<Map<string, Known>>;
  /** Asks who is calling, and who the PBX's lead is, where that is news. Returns at once. */
  readonly ask: (changes: readonly CallChange[]) => void;
  /** Asks again what a stop of the process left unanswered: of calls of the last hours. */
  readonly askAgain: () => Promise<void>;
  readonly noteFound: ResolveDeps['noteFound'];
}

/** Who called yesterday is known by the call's activities, or nobody looks any more. */
const unansweredMs = 12 * 3_600_000;
const mostUnanswered = 500;

export function createCrmAnswers(deps: CrmAnswersDeps): CrmAnswers {
  const { db, connections, deadlineMs, clock, log } = deps;
  const knowingMore = (): Connection[] => connections.list().filter(isWorthAsking);
  const findingById = (): Connection[] => connections.list().filter(isFindingById);
  const askNumber = createAsk({ connections: knowingMore, deadlineMs, log });
  const askLead = createAskLead({ connections: findingById, deadlineMs, log });

  /** A call that was logged meanwhile is planned anew. */
  const note = (callId: string, what: (call: StoredCall) => StoredCall): Promise<void> =>
    deps.amend(callId, (call, dueAt) => ({
      call: what(call),
      dueAt: call.settledAt === null ? dueAt : clock(),
    }));

  function askForNumber({ id, customer: { e164 }, named, matches }: StoredCall): void {
    if (e164 === null) return;
    const noteAsked = notesOf(deps, id);
    // One after the other: an earlier answer must not come out on top.
    let before = Promise.resolve();
    askNumber(e164, knowing(withoutNamed(named, matches)), (answer) => {
      noteAsked(answer.asked);
      before = before
        .then(async () => {
          const chosen = await deps.choices.of(db, e164, answer.matches);
          await note(id, (now) => withAnswer(now, e164, answer, chosen));
        })
        .catch(notStored(log, id));
    });
  }

  return {
    mayKnowMore: (knownBy) => knowingMore().some(({ name }) => !knownBy.has(name)),
    async askAhead(known) {
      const pending = [...known].filter(([, { lookup }]) => lookup === 'pending');
      for (const [e164, { matches }] of pending) askNumber(e164, knowing(matches), () => undefined);
      // A request is written when nothing else is left to do in this turn of the event loop.
      if (pending.length > 0) await new Promise(setImmediate);
      return known;
    },
    ask(changes) {
      for (const call of newlyPending(changes)) askForNumber(call);
      for (const { id, leadId } of newLeads(changes))
        askLead(leadId, (answers) => {
          note(id, (now) => withLead(now, leadId, answers)).catch(notStored(log, id));
        });
    },
    async askAgain() {
      const rows = await db
        .selectFrom('calls')
        .selectAll()
        .where('started_at', '>', clock() - unansweredMs)
        .where('lookup', '=', 'pending')
        .orderBy('started_at', 'desc')
        .limit(mostUnanswered)
        .execute();
      for (const row of rows) askForNumber(toStoredCall(row));
    },
    noteFound: (callId, connection, { lead, person }) =>
      note(callId, (call) => {
        const known = lead === null ? call : withLead(call, lead.id, [{ connection, match: lead.match }]);
        return person === null ? known : withPerson(known, person.e164, person.match);
      }),
  };
}

const notStored = (log: Log, callId: string) => (error: unknown) => {
  log.error({ err: error, callId }, 'what a CRM answered could not be stored');
};

/** Hears, with each answer, of all that came so far. */
function notesOf(
  { traces, follow, clock }: Pick<CrmAnswersDeps, 'traces' | 'follow' | 'clock'>,
  callId: string,
): (asked: readonly Asked[]) => void {
  const askedAt = clock();
  let followed = 0;
  return (asked) => {
    for (const one of asked) traces.note(callId, { kind: 'lookup', ...one });
    for (const one of asked.slice(followed)) follow?.(callId, one, askedAt);
    followed = asked.length;
  };
}

function isWorthAsking({ status, capabilities }: Connection): boolean {
  return status === 'active' && !capabilities.indexIsComplete;
}

function isFindingById({ status, connector, rules }: Connection): boolean {
  return status === 'active' && connector.findById !== undefined && rules.leadIds === 'match';
}

function newlyPending(changes: readonly CallChange[]): StoredCall[] {
  return changes
    .filter(
      ({ before, after }) => after.lookup === 'pending' && before?.customer.e164 !== after.customer.e164,
    )
    .map(({ after }) => after);
}

function newLeads(changes: readonly CallChange[]): { id: string; leadId: string }[] {
  return changes.flatMap(({ before, after }) => {
    const leadId = after.lead?.id ?? null;
    return leadId === null || before?.lead?.id === leadId ? [] : [{ id: after.id, leadId }];
  });
}

/** What the CRMs answered, on the call they were asked for: beside what the others know. */
function withAnswer(
  call: StoredCall,
  e164: string,
  { lookup, matches, asked }: Answer,
  chosen: StoredCall['chosen'],
): StoredCall {
  if (call.customer.e164 !== e164) return call;
  const answered = new Set(asked.flatMap(({ connection, fault }) => (fault === null ? [connection] : [])));
  const isOthers = ({ connection }: ChosenRecord): boolean => !answered.has(connection);
  const others = withoutNamed(call.named, call.matches).filter(isOthers);
  return {
    ...call,
    lookup: lookup === 'failed' && others.length > 0 ? 'partial' : lookup,
    matches: withNamed(call.named, [...others, ...matches]),
    chosen: [...call.chosen.filter(isOthers), ...chosen],
  };
}
