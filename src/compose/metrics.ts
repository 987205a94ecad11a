import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Trace } from '../calls/traces.ts';
import type { CallChange } from '../calls/commit.ts';

/**
 * What operators watch, counted as it happens; `gauges.ts` adds what is read when it is asked for. Labels are sources,
 * connections and outcomes, never a person or a number. Each is explained in docs/operations.md.
 */
export interface Metrics {
  registry: Registry;
  /** One webhook answered; `source` null: the key was unknown. */
  webhook(source: string | null, status: number, events: number): void;
  /** From an event's arrival to the pops of it, ms. */
  ringToPop(ms: number): void;
  /** Something that was done for a call. */
  trace(trace: Trace): void;
  /** What the index said of numbers that are new to their calls. */
  changed(changes: readonly CallChange[]): void;
  /** One request to a CRM; `status` null: no answer came. */
  crmRequest(connection: string, status: number | null, ms: number): void;
  /** What became of activities that were brought to a CRM. */
  delivered(connection: string, outcomes: Readonly<Record<string, number>>): void;
}

const ringSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const crmSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { requests, events, ringToPop, pops, lookups, crmCalls, crmTimes, activities } = countersOf(registry);
  return {
    registry,
    webhook(source, status, received) {
      requests.inc({ source: source ?? 'unknown', status });
      if (received > 0) events.inc({ source: source ?? 'unknown' }, received);
    },
    ringToPop: (ms) => ringToPop.observe(ms / 1_000),
    trace(trace) {
      if (trace.kind === 'pop') {
        // Whoever has the panel counts it; that nobody has is not known here.
        if (trace.shown || trace.across !== true)
          pops.inc({ state: trace.state, shown: String(trace.shown) });
      } else lookups.inc({ answer: crmAnswer(trace), connection: trace.connection });
    },
    changed(changes) {
      for (const { before, after } of changes) {
        const { e164 } = after.customer;
        if (e164 === null || e164 === before?.customer.e164) continue;
        const isKnown = after.matches.length > 0;
        // What CRMs have to be asked, too, is counted when they answer.
        if (isKnown || after.lookup !== 'pending')
          lookups.inc({ answer: isKnown ? 'index' : 'nobody', connection: '' });
      }
    },
    crmRequest(connection, status, ms) {
      crmCalls.inc({ connection, status: status ?? 'none' });
      crmTimes.observe({ connection }, ms / 1_000);
    },
    delivered(connection, outcomes) {
      for (const [outcome, count] of Object.entries(outcomes))
        if (count > 0) activities.inc({ connection, outcome }, count);
    },
  };
}

function countersOf(registry: Registry) {
  const counter = (name: string, help: string, ...labelNames: string[]): Counter =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets: number[], ...labelNames: string[]): Histogram =>
    new Histogram({ name, help, buckets, labelNames, registers: [registry] });
  return {
    requests: counter(
      'ringside_webhook_requests_total',
      'Webhooks answered, by source and HTTP status',
      'source',
      'status',
    ),
    events: counter('ringside_events_total', 'Events received, by source', 'source'),
    ringToPop: histogram(
      'ringside_ring_to_pop_seconds',
      'From the arrival of an event to its pops',
      ringSeconds,
    ),
    pops: counter('ringside_pops_total', 'Pops, by state, and whether a panel was open', 'state', 'shown'),
    lookups: counter('ringside_lookups_total', 'Callers looked up, by who answered', 'answer', 'connection'),
    crmCalls: counter(
      'ringside_crm_requests_total',
      'Requests to CRMs, by HTTP status; none: no answer',
      'connection',
      'status',
    ),
    crmTimes: histogram(
      'ringside_crm_request_seconds',
      'How long CRMs took to answer',
      crmSeconds,
      'connection',
    ),
    activities: counter(
      'ringside_activities_total',
      'Activities brought to CRMs, by what became of the attempt',
      'connection',
      'outcome',
    ),
  };
}

function crmAnswer({ fault, found }: Extract<Trace, { kind: 'lookup' }>): string {
  if (fault !== null) return 'crm_failed';
  return found > 0 ? 'crm' : 'crm_unknown';
}
