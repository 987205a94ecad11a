import type { EncodedRequest } from '../../src/demo/encode.ts';
import type { CallEvent } from '../../src/model/event.ts';
import type { Dialect, ParseResult } from '../../src/pbx/dialect.ts';
import { readWire, type RawRequest, type WireReading } from '../../src/pbx/wire.ts';

const nothing: RawRequest = { pathEvent: null, headerEvent: null, query: '', contentType: null, body: '' };

export const read = (request: Partial<RawRequest>): WireReading => readWire({ ...nothing, ...request });

/** What the web server makes of a request to a source's URL; the path segment stays encoded. */
export function rawRequest({ path, headers, body }: EncodedRequest): RawRequest {
  const [segment = '', query = ''] = path.split('?', 2);
  return {
    pathEvent: segment.slice(1) || null,
    headerEvent: headers['x-event'],
    query,
    contentType: headers['content-type'],
    body,
  };
}

/** The fields of the only event of a request. */
export function fieldsOf(request: Partial<RawRequest>): Readonly<Record<string, string | readonly string[]>> {
  const reading = read(request);
  if (!reading.ok) throw new Error(`faults: ${JSON.stringify(reading.faults)}`);
  const [event] = reading.events;
  if (event === undefined || reading.events.length > 1) throw new Error('not one event');
  return event.fields;
}

export function parseRaw(dialect: Dialect, request: RawRequest): ParseResult[] {
  const reading = readWire(request);
  if (!reading.ok) throw new Error(`faults: ${JSON.stringify(reading.faults)}`);
  return reading.events.map((event) => dialect.parse(event));
}

export function eventsOf(dialect: Dialect, request: RawRequest): CallEvent[] {
  return parseRaw(dialect, request).flatMap((result) => {
    if (result.kind !== 'events') throw new Error(JSON.stringify(result));
    return result.events;
  });
}

/** The result of one event, sent as the path and a query string. */
export function parseQuery(
  dialect: Dialect,
  event: string | null,
  fields: Record<string, string>,
): ParseResult {
  const query = new URLSearchParams(fields).toString();
  const [result] = parseRaw(dialect, { ...nothing, pathEvent: event, query });
  if (result === undefined) throw new Error('no event');
  return result;
}

/** The one CallEvent of one wire event. */
export function eventOf(dialect: Dialect, event: string | null, fields: Record<string, string>): CallEvent {
  const result = parseQuery(dialect, event, fields);
  const only = result.kind === 'events' ? result.events[0] : undefined;
  if (only === undefined) throw new Error(JSON.stringify(result));
  return only;
}

/** The faulty fields of one malformed event. */
export function faultsOf(dialect: Dialect, event: string, fields: Record<string, string>): string[] {
  const result = parseQuery(dialect, event, fields);
  return result.kind === 'malformed' ? result.faults.map(({ field }) => field) : [];
}
