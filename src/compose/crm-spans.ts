import { AsyncLocalStorage } from 'node:async_hooks';
import type { BatchSeen, LaneDeps } from '../activity/lane.ts';
import type { Clock } from '../platform/clock.ts';
import type { Span, Tracing } from '../platform/tracing.ts';
import type { CrmAnswersDeps } from './crm-answers.ts';
import type { Metrics } from './metrics.ts';

export interface CrmSpansDeps {
  record: Tracing['record'];
  clock: Clock;
}

export interface CrmSpans {
  /** For the engine: a trace for each batch, with the requests that were made for it. */
  batches: Required<Pick<LaneDeps, 'around' | 'follow'>>;
  /** Told of each request; what no batch made is a trace by itself. */
  request: Metrics['crmRequest'];
  /** Told of each CRM's answer to who is calling. */
  lookedUp: NonNullable<CrmAnswersDeps['follow']>;
}

/** Of one turn of a lane. */
interface Turn {
  requests: Span[];
  /** What its last steps set off goes on without it. */
  over: boolean;
}

export function createCrmSpans({ record, clock }: CrmSpansDeps): CrmSpans {
  const turns = new AsyncLocalStorage<Turn>();
  return {
    batches: {
      async around(take) {
        const turn: Turn = { requests: [], over: false };
        try {
          return await turns.run(turn, take);
        } finally {
          turn.over = true;
        }
      },
      follow: (batch) => record(batchTrace(batch, turns.getStore()?.requests ?? [])),
    },
    request(connection, status, ms) {
      const endedAt = clock();
      const span: Span = {
        name: 'crm request',
        kind: 'client',
        startedAt: endedAt - ms,
        endedAt,
        attributes: {
          'ringside.connection': connection,
          ...(status !== null && { 'http.response.status_code': status }),
        },
        fault: status === null ? 'no_answer' : status >= 400 ? String(status) : null,
      };
      const turn = turns.getStore();
      if (turn === undefined || turn.over) record(span);
      else turn.requests.push(span);
    },
    lookedUp(callId, { connection, found, fault }, askedAt) {
      record({
        name: 'crm lookup',
        startedAt: askedAt,
        endedAt: clock(),
        attributes: {
          'ringside.call_id': callId,
          'ringside.connection': connection,
          'ringside.lookup.found': found,
        },
        // A CRM's words may quote the number that was looked for.
        fault: fault === null ? null : 'no_answer',
      });
    },
  };
}

function batchTrace(batch: BatchSeen, requests: readonly Span[]): Span {
  const { connection, startedAt, claimedAt, answeredAt, writtenAt, decided } = batch;
  const step = (name: string, from: number, to: number): Span => {
    return { name, startedAt: from, endedAt: to, attributes: {} };
  };
  return {
    name: 'activities',
    kind: 'consumer',
    startedAt,
    endedAt: writtenAt,
    attributes: { 'ringside.connection': connection, 'ringside.activities': decided.length },
    children: [
      step('claim', startedAt, claimedAt),
      { ...step('deliver', claimedAt, answeredAt), children: requests },
      ...decided.map((one) => activitySpan(one, batch)),
      step('outcome', answeredAt, writtenAt),
    ],
  };
}

function activitySpan(
  { delivery: { claimed, kind, result }, decision }: BatchSeen['decided'][number],
  { claimedAt, answeredAt }: BatchSeen,
): Span {
  return {
    name: 'activity',
    startedAt: claimedAt,
    endedAt: answeredAt,
    attributes: {
      'ringside.call_id': claimed.payload.callId,
      'ringside.activity_id': claimed.id,
      'ringside.activity.kind': kind,
      'ringside.activity.outcome': decision.next,
      'ringside.activity.tries': claimed.tries,
    },
    fault: result.ok ? null : result.error.code,
  };
}
