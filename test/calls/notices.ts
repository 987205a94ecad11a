import { fold } from '../../src/calls/fold.ts';
import type { Entry } from '../../src/calls/order.ts';
import type { WireStep } from '../../src/demo/cast.ts';
import type { Call } from '../../src/model/call.ts';
import { journalOf, rules } from './told.ts';

export const line = { line_num: '101', line_name: 'Eva', line_userid: 'eva' };
export const inbound = { ...line, caller_type: 'external', caller_num: '777123456' };
export const outgoing = { ...line, caller_num: '591166200', dialed_num: '777123456', direction: 'outgoing' };

/** A linuxbox notification, a second after the one before. */
export function step(event: string, fields: Record<string, string> = {}): WireStep {
  return { afterMs: 1000, event, fields: { call_id: '1541078811.98', ...fields } };
}

/** The same with rising `cel_id`s, where they have none of their own. */
export function numbered(...steps: readonly WireStep[]): WireStep[] {
  return steps.map((one, index) => ({ ...one, fields: { cel_id: String(index + 1), ...one.fields } }));
}

/** Their journal, when all arrive at once and in order. */
export function noted(...steps: readonly WireStep[]): Entry[] {
  return journalOf('linuxbox', numbered(...steps));
}

export function call(...steps: readonly WireStep[]): Call {
  return fold(noted(...steps), rules);
}
