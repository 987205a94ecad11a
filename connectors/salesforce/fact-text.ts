import type { DateString } from 'jsforce';
import { LRUCache } from 'lru-cache';
import type { FactValue } from './facts.ts';
import type { FieldShape } from './field-shape.ts';

/** A value of a custom field, in JSON. */
export type CustomValue = string | number | boolean | null;

/** For people to read; '' for nothing. `timeZone` is an IANA name. */
export function asText(value: FactValue, timeZone: string, separator = '\n'): string {
  if (value === null || value === false) return '';
  if (value === true) return 'yes';
  if (typeof value === 'string') return value;
  if (isList(value)) return value.join(separator);
  if (isMoment(value)) return readMoment(value.at, timeZone);
  return value.seconds === 0 ? '' : readDuration(value.seconds);
}

/** `1:02:07` or `2:07`. */
function readDuration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Making one takes longer than everything else that is done for a call. */
const moments = new LRUCache<string, Intl.DateTimeFormat>({ max: 100 });

/** `2026-11-16 10:00:05`: Sweden writes dates as ISO 8601 does. */
function momentIn(timeZone: string): Intl.DateTimeFormat {
  const known = moments.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  moments.set(timeZone, made);
  return made;
}

/** `2026-11-16 10:00:05 Europe/Prague`. */
function readMoment(at: number, timeZone: string): string {
  return `${momentIn(timeZone).format(at)} ${timeZone}`;
}

/** The day it is there then, as `ActivityDate` wants it: `2026-11-16`. */
export function dayIn(at: number, timeZone: string): DateString {
  const day = momentIn(timeZone).format(at).slice(0, 10);
  if (!isDay(day)) throw new RangeError(`There is no day ${String(at)}`);
  return day;
}

function isDay(text: string): text is DateString {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

type Conversion = (value: FactValue, timeZone: string) => CustomValue;

/** By the type that describe tells; all others take texts (Object Reference, "Field types"). */
const conversions: Readonly<Record<string, Conversion>> = {
  boolean: isThere,
  double: asNumber,
  int: asNumber,
  currency: asNumber,
  percent: asNumber,
  datetime: (value) => (isMoment(value) ? new Date(value.at).toISOString() : null),
  date: (value, timeZone) => (isMoment(value) ? dayIn(value.at, timeZone) : null),
  multipicklist: (value) => (isList(value) && value.length > 0 ? value.join(';') : null),
};

/** As a custom field of this type takes it; texts are cut to its length. */
export function asFieldValue(
  value: FactValue,
  { type, length }: Pick<FieldShape, 'type' | 'length'>,
  timeZone: string,
): CustomValue {
  const convert = conversions[type];
  if (convert !== undefined) return convert(value, timeZone);
  const text = asText(value, timeZone, type === 'textarea' ? '\n' : ', ');
  return text === '' ? null : cut(text, length);
}

function asNumber(value: FactValue): number | null {
  if (typeof value === 'object' && value !== null && 'seconds' in value) return value.seconds;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

function isThere(value: FactValue): boolean {
  return isList(value) ? value.length > 0 : value !== null && value !== false && value !== '';
}

function isList(value: FactValue): value is readonly string[] {
  return Array.isArray(value);
}

function isMoment(value: FactValue): value is { at: number } {
  return typeof value === 'object' && value !== null && 'at' in value;
}

/** At most `most` UTF-16 units (0: no limit), no character cut in two. */
export function cut(text: string, most: number): string {
  if (most === 0 || text.length <= most) return text;
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
