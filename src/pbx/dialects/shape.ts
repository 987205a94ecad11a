import type { CallEvent, CallEventType } from '../../model/event.ts';
import type { ParseResult, WireEvent } from '../dialect.ts';
import { createReader, put, type FieldReader } from './fields.ts';

/** How one wire event is read: what it becomes, and which of its fields go where. */
export interface Shape {
  type: CallEventType;
  read(event: CallEvent, fields: FieldReader): void;
}

export interface Vocabulary {
  /** Every event of the vendor's document by its name, in lower case. */
  shapes: ReadonlyMap<string, Shape>;
  /** Fields that may hold the event's name, besides the path and the `X-Event` header. */
  nameFields: readonly string[];
  /** Those of them that hold something else when they hold no known name, and so never name an unknown event. */
  ambiguous: readonly string[];
}

/** Reads one wire event in the given vocabulary; what no shape reads is kept in `extra`. */
export function parseWith(vocabulary: Vocabulary, wire: WireEvent): ParseResult {
  const found = findEvent(vocabulary, wire);
  if (found === null) return { kind: 'unrecognised', name: nameOfUnknown(vocabulary, wire) };

  const { name, shape } = found;
  const fields = createReader(wire.fields);
  for (const field of vocabulary.nameFields) {
    if (wire.fields[field] !== undefined && canonical(fields.peek(field) ?? '') === name) fields.text(field);
  }
  const event: CallEvent = { type: shape.type, name };
  shape.read(event, fields);
  put(event, 'extra', fields.rest());
  const { faults } = fields;
  return faults.length > 0 ? { kind: 'malformed', name, faults } : { kind: 'events', events: [event] };
}

/** The first name that is known, of the fields in their order, then of the path, then of the header. */
function findEvent({ shapes, nameFields }: Vocabulary, wire: WireEvent): Found | null {
  for (const field of nameFields) {
    const value = wire.fields[field];
    if (value === undefined) continue;
    // An envelope's field and the event's own of the same name are a list: either may be the event's name.
    const found = typeof value === 'string' ? look(shapes, value) : lookAmong(shapes, value);
    if (found !== null) return found;
  }
  return look(shapes, wire.pathEvent) ?? look(shapes, wire.headerEvent);
}

interface Found {
  name: string;
  shape: Shape;
}

function look(shapes: Vocabulary['shapes'], candidate: string | null): Found | null {
  if (candidate === null) return null;
  const name = canonical(candidate);
  const shape = shapes.get(name);
  return shape === undefined ? null : { name, shape };
}

function lookAmong(shapes: Vocabulary['shapes'], candidates: readonly string[]): Found | null {
  for (const candidate of candidates) {
    const found = look(shapes, candidate);
    if (found !== null) return found;
  }
  return null;
}

/** What an unknown event calls itself, for the journal. */
function nameOfUnknown({ nameFields, ambiguous }: Vocabulary, wire: WireEvent): string | null {
  const named = nameFields.filter((field) => !ambiguous.includes(field)).map((field) => wire.fields[field]);
  const first = [wire.pathEvent, ...named.flat(), wire.headerEvent].find((name) => name);
  return first?.slice(0, longestName) ?? null;
}

const longestName = 200;

/** Names are compared without regard to case, and a path may come still encoded: `call%3Aring`. */
const canonical = (name: string): string => name.toLowerCase().replace('%3a', ':');
