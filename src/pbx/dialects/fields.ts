import type { Fault } from '../../model/event.ts';
import type { WireEvent } from '../dialect.ts';
import { storable } from '../text.ts';

/** Ids end up in database keys, which have a bound of their own. */
const longestId = 200;
const longestText = 1000;
const longestList = 200;

/** Reads the fields of one event and remembers which were read, so that the others can be kept as they are. */
export interface FieldReader {
  /** The field's text, or undefined when it is absent. Of a repeated field the last. */
  text(name: string): string | undefined;
  /** Like `text`, for ids and numbers, which are bound more tightly. */
  id(name: string): string | undefined;
  /** Like `id`, and a fault when it is absent. `purpose` says what we need it for. */
  required(name: string, purpose: string): string | undefined;
  /** The items of an array, of repeated keys, of JSON text or of a comma list. */
  list(name: string): readonly string[] | undefined;
  /** Looks without reading: the field still goes to `rest`. */
  peek(name: string): string | undefined;
  /** Takes a read back: its value had no place after all. */
  keep(name: string): void;
  fault(field: string, message: string): void;
  /** All that was not read, or undefined when nothing is left. */
  rest(): Record<string, string> | undefined;
  readonly faults: readonly Fault[];
}

type Value = string | readonly string[] | undefined;

export function createReader(fields: WireEvent['fields']): FieldReader {
  const read = new Set<string>();
  const faults: Fault[] = [];

  /** One fault a field: what is too long is not missing as well. */
  function fault(field: string, message: string): void {
    if (!faults.some((known) => known.field === field)) faults.push({ field, message });
  }

  function bounded(name: string, text: string | undefined, longest: number): string | undefined {
    if (text === undefined || text.length <= longest) return text === '' ? undefined : text;
    fault(name, `is longer than ${longest} characters: shorten it`);
    return undefined;
  }

  function take(name: string, longest: number): string | undefined {
    read.add(name);
    return bounded(name, lastOf(fields[name]), longest);
  }

  return {
    faults,
    fault,
    text: (name) => take(name, longestText),
    id: (name) => take(name, longestId),
    required(name, purpose) {
      const value = take(name, longestId);
      if (value === undefined) fault(name, `is missing: ${purpose}`);
      return value;
    },
    list(name) {
      read.add(name);
      const items = itemsOf(fields[name]);
      if (items === undefined) return undefined;
      if (items.length > longestList) fault(name, `has more than ${longestList} values: send fewer`);
      else if (items.every((item) => bounded(name, item, longestId) !== undefined)) return items;
      return undefined;
    },
    peek: (name) => lastOf(fields[name]) || undefined,
    keep: (name) => void read.delete(name),
    rest() {
      let rest: Record<string, string> | undefined;
      for (const name in fields) {
        if (read.has(name)) continue;
        const value = bounded(name, textOf(fields[name]), longestText);
        if (value !== undefined) (rest ??= {})[name] = value;
      }
      return rest;
    },
  };
}

/** Sets what is known and leaves out what is not: events hold no undefined. */
export function put<T extends object, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value !== undefined) target[key] = value;
}

/** An object made by `fill`, or undefined when `fill` found nothing to put into it. */
export function filled<T extends object>(target: T): T | undefined {
  return Object.keys(target).length > 0 ? target : undefined;
}

const lastOf = (value: Value): string | undefined => (typeof value === 'object' ? value.at(-1) : value);

const textOf = (value: Value): string | undefined =>
  typeof value === 'object' ? JSON.stringify(value) : value;

/** Undefined when there are none. */
function itemsOf(value: Value): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const texts =
    typeof value === 'string' ? (value.startsWith('[') && jsonList(value)) || value.split(',') : value;
  const items = texts.map(storable).filter((item) => item !== '');
  return items.length > 0 ? items : undefined;
}

function jsonList(text: string): string[] | null {
  try {
    const json: unknown = JSON.parse(text);
    if (!Array.isArray(json)) return null;
    const items: readonly unknown[] = json;
    return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  } catch {
    return null;
  }
}
