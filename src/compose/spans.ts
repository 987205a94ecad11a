import { randomUUID } from 'node:crypto';
import type { CommitWatch } from '../calls/commit-watch.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { openTracing } from '../platform/tracing.ts';
import type { Closer } from './closer.ts';
import { createCrmSpans, type CrmSpans } from './crm-spans.ts';
import { createEventSpans } from './event-spans.ts';

export interface Spans extends CrmSpans {
  events: CommitWatch;
}

export interface SpansDeps {
  version: string;
  clock: Clock;
  log: Log;
}

/**
 * What traces are made of (docs/operations.md, "Traces"): sources, connections, ids, outcomes; never a person or a
 * number. Null: nobody asked for traces, and nothing of them is loaded.
 */
export async function openSpans(
  { traces, role }: Pick<Config, 'traces' | 'role'>,
  { version, clock, log }: SpansDeps,
  closers: Closer[],
): Promise<Spans | null> {
  if (traces === null) return null;
  const { record, stop } = await openTracing({
    endpoint: traces.endpoint,
    resource: {
      'service.name': traces.serviceName,
      'service.version': version,
      'service.instance.id': randomUUID(),
      'ringside.role': role,
    },
    log,
  });
  closers.push(stop);
  return { events: createEventSpans({ record, clock }), ...createCrmSpans({ record, clock }) };
}
