import { parse } from 'node:querystring';
import type { Fault } from '../model/event.ts';
import type { WireEvent } from './dialect.ts';
import { multipartFields } from './multipart.ts';
import { storable } from './text.ts';

/** A webhook request as HTTP carried it, nothing decoded yet. */
export interface RawRequest {
  /** `{event}` of `/pbx/{key}/{event}`. */
  pathEvent: string | null | undefined;
  /** The `X-Event` header. */
  headerEvent: string | null | undefined;
  /** What follows the `?`, still encoded. */
  query: string;
  contentType: string | null | undefined;
  body: string;
}

export type WireReading =
  | { ok: true; events: WireEvent[]; /** The body was a JSON array. */ batch: boolean }
  | { ok: false; faults: Fault[] };

type Source = Readonly<Record<string, unknown>>;
type Fields = Record<string, string | string[]>;

const longestBatch = 1000;
const mostFields = 200;
const mostItems = 200;
const longestName = 100;
/** Past this many pairs one of the bounds above is broken whatever the names are. */
const mostPairs = mostFields * mostItems + 1;
const deepestEnvelope = 3;

/**
 * Reads query string and body into the fields of one event, or of each item of a JSON batch. Bodies are known by
 * their first character rather than by their content type, which PBX scripts seldom set right. Pure; never throws.
 */
export function readWire(request: RawRequest): WireReading {
  try {
    return readRequest(request);
  } catch (error) {
    // JSON.stringify runs out of stack where JSON.parse does not.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, faults: [{ field: 'body', message: 'is nested too deeply: send flat fields' }] };
  }
}

function readRequest(request: RawRequest): WireReading {
  const query = collect(formFields(request.query));
  const body = readBody(request.contentType ?? '', request.body.trim());
  if ('fault' in body) return { ok: false, faults: [body.fault] };

  const pathEvent = textOrNull(request.pathEvent);
  const headerEvent = textOrNull(request.headerEvent);
  const faults: Fault[] = [];
  const events = body.items.map((item, index): WireEvent => {
    const fields = item === noBody ? query : fieldsOf(query, item);
    const fault = fields === null ? notAnObject : findExcess(fields);
    if (fault !== null)
      faults.push({ ...fault, field: body.batch ? `[${index}]${fault.field}` : fault.field || 'request' });
    return { pathEvent, headerEvent, fields: fields ?? {} };
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, events, batch: body.batch };
}

type Body = { items: readonly unknown[]; batch: boolean } | { fault: Fault };

const noBody = Symbol('the query says it all');

function readBody(contentType: string, body: string): Body {
  if (body === '') return { items: [noBody], batch: false };
  if (body.startsWith('{') || body.startsWith('[')) return readJson(body);
  const multipart = multipartFields(contentType, body);
  if (multipart !== null) return { items: [multipart], batch: false };
  if (body.includes('=')) return { items: [formFields(body)], batch: false };
  return {
    fault: { field: 'body', message: 'is neither a form nor JSON: send name=value pairs or a JSON object' },
  };
}

function readJson(body: string): Body {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return {
      fault: {
        field: 'body',
        message: 'starts like JSON but is not valid JSON: send one object or an array',
      },
    };
  }
  if (!isList(json)) return { items: [json], batch: false };
  if (json.length > longestBatch) {
    return {
      fault: { field: 'body', message: `holds more than ${longestBatch} events: send smaller batches` },
    };
  }
  return { items: json, batch: true };
}

const notAnObject: Fault = {
  field: '',
  message: 'is not an object: each item of a batch is one event as an object',
};

/** The query's fields with the item's own over them; null when the item is no object. */
function fieldsOf(query: Fields, item: unknown): Fields | null {
  return isObject(item) ? { ...query, ...collect(item) } : null;
}

/**
 * A number sent as `=+420591166223` means its plus sign, although a plus in a form stands for a blank: scripts that
 * paste a caller's number into a URL forget to encode it.
 */
const unencodedPlus = /=\+(?=\d{6})/g;

function formFields(text: string): Source {
  return parse(text.includes('=+') ? text.replace(unencodedPlus, '=%2B') : text, '&', '=', {
    maxKeys: mostPairs,
  });
}

/** `data` and `payload` are envelopes: the event is inside, as an object or as JSON text. */
const isEnvelope = (name: string): boolean => name === 'data' || name === 'payload';

function collect(source: Source, fields: Fields = {}, depth = 0): Fields {
  const inside: Source[] = [];
  for (const name in source) {
    const value = source[name];
    const envelope = isEnvelope(name) && depth < deepestEnvelope ? objectIn(value) : null;
    if (envelope === null) add(fields, name, value);
    else inside.push(envelope);
  }
  // Last, so that the event's own field is the last of its name where the envelope uses that name too.
  for (const envelope of inside) collect(envelope, fields, depth + 1);
  return fields;
}

function add(fields: Fields, wireName: string, wireValue: unknown): void {
  const { name, isOfList } = readName(wireName);
  // Assigning to `__proto__` would not make a field.
  if (name === '' || name === '__proto__') return;
  const value = valueOf(wireValue);
  if (value.length === 0) return;
  const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (known === undefined) fields[name] = isOfList ? asList(value) : value;
  else if (known !== value) fields[name] = joined(known, value);
}

/** Adds to the list in place: thousands of `queues[n]` would otherwise be copied thousands of times. */
function joined(known: string | string[], more: string | string[]): string[] {
  const list = asList(known);
  for (const text of asList(more)) list.push(text);
  return list;
}

const plainName = /^[\w:.-]+$/;

/** `queues[]` and `queues[0]` are items of `queues`; `data[user_id]` is `user_id` of an envelope sent as a form. */
function readName(wireName: string): { name: string; isOfList: boolean } {
  if (plainName.test(wireName)) return { name: wireName, isOfList: false };
  const lifted = storable(wireName).replace(/^(?:data|payload)\[([^\]]+)\]/, '$1');
  const name = lifted.replace(/\[\d*\]$/, '');
  return { name, isOfList: name !== lifted };
}

function valueOf(value: unknown): string | string[] {
  if (typeof value === 'string') return storable(value);
  return isList(value) ? value.map(textOf).filter((text) => text !== '') : textOf(value);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

function findExcess(fields: Fields): Fault | null {
  let count = 0;
  for (const name in fields) {
    count += 1;
    if (count > mostFields) return { field: '', message: `has more than ${mostFields} fields: send fewer` };
    if (name.length > longestName) {
      const field = name.slice(0, longestName);
      return { field, message: `is a name longer than ${longestName} characters: shorten it` };
    }
    const value = fields[name];
    if (typeof value === 'object' && value.length > mostItems) {
      return { field: name, message: `has more than ${mostItems} values: send fewer` };
    }
  }
  return null;
}

function objectIn(value: unknown): Source | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return null;
  try {
    const json: unknown = JSON.parse(value);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

const asList = (value: string | string[]): string[] => (typeof value === 'string' ? [value] : value);

const textOrNull = (text: string | null | undefined): string | null => storable(text ?? '') || null;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const isObject = (value: unknown): value is Source =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
