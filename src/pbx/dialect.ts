import type { CallEvent, Fault } from '../model/event.ts';

/**
 * One event as it came over the wire, whatever carried it: path segment, query string, form or JSON.
 * Values are kept as text; repeated keys and JSON arrays become lists, nested JSON objects stay JSON text, except
 * `data` and `payload`, whose fields are lifted to the top. Empty strings are absent.
 */
export interface WireEvent {
  /** `{event}` of `/pbx/{key}/{event}`. */
  pathEvent: string | null;
  /** The `X-Event` header. */
  headerEvent: string | null;
  fields: Readonly<Record<string, string | readonly string[]>>;
}

export type ParseResult =
  | { kind: 'events'; events: readonly CallEvent[] }
  /** A known event that lacks what it needs. */
  | { kind: 'malformed'; name: string; faults: readonly Fault[] }
  /** An event name this dialect does not know; null when there was none at all. */
  | { kind: 'unrecognised'; name: string | null };

/** How one PBX product words its events: pure, no clock, no I/O. */
export interface Dialect {
  readonly name: string;
  readonly title: string;
  /** The vendor document the rules come from. */
  readonly document: string;
  /** What an admin does in the PBX to have it send events to us; one step per line. */
  readonly setup: readonly string[];
  parse(wire: WireEvent): ParseResult;
}
