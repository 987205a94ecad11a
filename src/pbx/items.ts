import type { Item } from '../calls/item.ts';
import type { Fault } from '../model/event.ts';
import type { Dialect, ParseResult } from './dialect.ts';
import type { Source } from './source.ts';
import { readWire, type RawRequest } from './wire.ts';

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
    const raw = rawOf(request);
    return [
      {
        ...base,
        status: 'rejected',
        name: request.pathEvent ?? null,
        event: null,
        faults: reading.faults,
        raw,
      },
    ];
  }
  return reading.events.flatMap((wire, index) => {
    const raw = reading.batch ? JSON.stringify(wire.fields) : rawOf(request);
    return toStatus(dialect.parse(wire)).map((parsed) => ({
      ...base,
      ...parsed,
      faults: reading.batch ? parsed.faults.map((fault) => inBatch(fault, index)) : parsed.faults,
      raw,
    }));
  });
}

type Understood = Pick<Item, 'status' | 'name' | 'event' | 'faults'>;

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

/** The request as an admin may read it: without the key, which stands before the event in the path. */
function rawOf({ pathEvent, query, body }: WebhookRequest): string {
  const url = `${pathEvent ?? ''}${query === '' ? '' : `?${query}`}`;
  return body === '' ? url : `${url}\n\n${body}`;
}
