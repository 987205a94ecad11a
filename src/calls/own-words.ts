import type { ApiActivity, TimelineEntry } from '../api/call.ts';
import type { StoredCall } from '../model/call.ts';
import type { Trace, TraceAt } from './traces.ts';
import { iso } from './view.ts';

/** A line of the timeline and when it is to be read, epoch ms. */
export interface Happened {
  at: number;
  entry: TimelineEntry;
}

interface Own {
  call: StoredCall;
  traces: readonly TraceAt[];
  activities: readonly ApiActivity[];
  agentName: (id: string) => string | null;
}

/** What Ringside did for a call beside taking in its events, in words. */
export function ownEntries({ call, traces, activities, agentName }: Own): Happened[] {
  const asked = new Set(traces.flatMap(({ trace }) => (trace.kind === 'lookup' ? [trace.connection] : [])));
  return [
    ...fromIndex(call, asked),
    ...traces.map(({ at, trace }) =>
      own(at, eventOf[trace.kind], traceWords(trace, agentName), { ...trace }),
    ),
    ...(call.settledAt === null
      ? []
      : [own(call.settledAt, 'ringside:settled', 'Over and quiet: planned for every connection')]),
    ...activities.flatMap(attemptsOf),
  ];
}

const eventOf = { pop: 'ringside:pop', lookup: 'ringside:lookup' } as const;

/** The phone index answers within the transaction that stores the event; the CRMs it knows nobody of are asked. */
function fromIndex(
  { startedAt, customer, matches, lookup }: StoredCall,
  asked: ReadonlySet<string>,
): Happened[] {
  if (customer.withheld)
    return [own(startedAt, 'ringside:lookup', 'The caller shows no number: not looked up')];
  if (customer.e164 === null) return [];
  const indexed = matches.filter(({ connection }) => !asked.has(connection));
  if (indexed.length === 0 && (asked.size > 0 || lookup === 'pending')) return [];
  const names = indexed.map(({ name, connection }) => `${name} (${connection})`);
  const words =
    names.length === 0
      ? 'The phone index knows nobody with this number'
      : `The phone index knows ${names.join(', ')}`;
  return [own(startedAt, 'ringside:lookup', words)];
}

function traceWords(trace: Trace, agentName: (id: string) => string | null): string {
  if (trace.kind === 'lookup') {
    const { connection, found, ms, fault } = trace;
    if (fault !== null) return `${connection} did not say who is calling: ${fault}`;
    const people = found === 0 ? 'nobody' : found === 1 ? 'one record' : `${String(found)} records`;
    return `${connection} was asked and knows ${people} with this number (${String(ms)} ms)`;
  }
  const name = agentName(trace.agentId) ?? 'an agent who is gone';
  return trace.shown ? `Shown to ${name}: ${shown[trace.state]}` : `Not shown to ${name}: no panel was open`;
}

const shown: Record<Extract<Trace, { kind: 'pop' }>['state'], string> = {
  ringing: 'ringing',
  answered: 'talking',
  answered_elsewhere: 'a colleague answered',
  missed: 'missed',
  ended: 'over',
};

function attemptsOf({ connection, attempts, recordId, recordUrl }: ApiActivity): Happened[] {
  return attempts.map(({ at, code, message }) =>
    own(
      Date.parse(at),
      'ringside:crm',
      code === 'ok' ? `${connection}: ${message}` : `${connection} did not take it: ${message}`,
      code === 'ok' ? { code, recordId, recordUrl } : { code },
    ),
  );
}

function own(at: number, event: string, summary: string, fields: Record<string, unknown> = {}): Happened {
  return { at, entry: { at: iso(at), event, status: 'ringside', summary, fields, raw: null, faults: [] } };
}
