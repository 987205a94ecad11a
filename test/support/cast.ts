import type { Cast } from '../../src/demo/cast.ts';
import { karel, ownNumber, staff } from './office.ts';

let calls = 0;
let eventIds = 1_000;

/** A call of Karel's to the office; each has an id of its own. */
export function aCast(change: Partial<Cast> = {}): Cast {
  calls += 1;
  return {
    customerNumber: karel.phone,
    dialed: ownNumber,
    agents: [staff.eva, staff.jan, staff.ota],
    queue: 'helpdesk',
    callId: `${String(Math.floor(Date.now() / 1000))}.${String(calls)}`,
    // A whole second: contaqt counts in those.
    startedAt: Math.floor(Date.now() / 1000) * 1000,
    nextEventId: () => (eventIds += 1),
    ...change,
  };
}
