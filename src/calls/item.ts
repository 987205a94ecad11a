import type { CallEvent, Fault } from '../model/event.ts';
import type { NumberRules } from './customer.ts';

/** The source an event came from, as far as calls need to know it. */
export interface CallSource extends NumberRules {
  id: string;
  name: string;
  /** E.164; never looked up, never matched. */
  ownNumbers: ReadonlySet<string>;
}

/** One event on its way into the journal: one row. */
export interface Item {
  source: CallSource;
  /** Epoch ms. */
  receivedAt: number;
  status: 'accepted' | 'rejected' | 'unrecognised';
  /** The event's name on the wire. */
  name: string | null;
  event: CallEvent | null;
  faults: readonly Fault[];
  method: string;
  /** What came over the wire, without the key. */
  raw: string;
}
