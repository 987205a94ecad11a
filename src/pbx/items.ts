import type { Item } from '../calls/item.ts';
import type { Fault } from '../model/event.ts';
import type { Dialect, ParseResult } from './dialect.ts';
import type { Source } from './source.ts';
import { storable } from './text.ts';
import { readWire, type RawRequest } from './wire.ts';

const longestName = 200;

export interface WebhookRequest extends RawRequest {
  method: string;
}

/** Everything one webhook request says, as journal items: at least one, whatever was sent. Pure. */
export function toItems(
  source: Source,
  dialect: Dialect,
  request: WebhookRequest,
  receivedAt: number,
): Item[] {
  const base = { source, receivedAt, method: request.method };
  const reading = readWire(request);
  if (!reading.ok) {
    const name = storable(request.pathEvent ?? '').slice(0, longestName) || null;
    const raw = rawOf(request);
    return [{ ...base, status: 'rejected', name, event: null, faults: reading.faults, raw }];
  }
  const items = reading.events.flatMap((wire, index) => {
    // The fields hold the query's as well.
    const said = reading.batch ? { ...request, query: '', body: JSON.stringify(wire.fields) } : request;
    const raw = rawOf(said);
    return toStatus(dialect.parse(wire)).map(({ status, name, event, faults }) => ({
      source,
      receivedAt,
      method: request.method,
      status,
      name,
      event,
      faults: reading.batch ? faults.map((fault) => inBatch(fault, index)) : faults,
      raw,
    }));
  });
  return items.length > 0 ? items : [{ ...base, ...nothingSaid, raw: rawOf(request) }];
}

type Understood = Pick<Item, 'status' | 'name' | 'event' | 'faults'>;

/** A batch of no events. */
const nothingSaid: Understood = { status: 'unrecognised', name: null, event: null, faults: [] };

function toStatus(result: ParseResult): Understood[] {
  switch (result.kind) {
    case 'events':
      return result.events.map((event) => ({ status: 'accepted', name: event.name, event, faults: [] }));
    case 'malformed':
      return [{ status: 'rejected', name: result.name, event: null, faults: result.faults }];
    case 'unrecognised':
      return [{ status: 'unrecognised', name: result.name, event: null, faults: [] }];
  }
}

const inBatch = (fault: Fault, index: number): Fault => ({ ...fault, field: `[${index}].${fault.field}` });

/**
 * The request as an admin may read it: without the key, which stands before the event in the path. Wherever the
 * event's name was, it is in here: what has no identity is told apart by these bytes.
 */
function rawOf({ pathEvent, headerEvent, query, body }: WebhookRequest): string {
  const url = `${pathEvent ?? ''}${query === '' ? '' : `?${query}`}`;
  const head = headerEvent ? `${url}\nX-Event: ${headerEvent}` : url;
  return storable(body === '' ? head : `${head}\n\n${body}`);
}
