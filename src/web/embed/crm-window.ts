import type { ApiMatch, Pop } from '../../api/call.ts';

/** The window of the CRM around the panel, and what it can be told. */
export interface CrmWindow {
  callBegan(pop: Pop): void;
  callAnswered(pop: Pop): void;
  callEnded(pop: Pop): void;
  /** Whether calls may come to this agent now. */
  available(is: boolean): void;
  /** Shows the record; false: it is none of this CRM's account. */
  openRecord(match: ApiMatch): boolean;
  /** Something about a call is in the CRM now that its pages do not show yet. */
  recordsChanged(): void;
  close(): void;
}

export type OpenOn = 'ring' | 'answer' | 'click';

/** Until when one waits for the CRM's window to answer, ms. */
export const patienceMs = 15_000;
