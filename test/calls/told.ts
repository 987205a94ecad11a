import type { Entry } from '../../src/calls/order.ts';
import type { NumberRules } from '../../src/calls/customer.ts';
import { encodeStep } from '../../src/demo/encode.ts';
import type { Cast, WireStep } from '../../src/demo/cast.ts';
import type { CallEvent } from '../../src/model/event.ts';
import { contaqt } from '../../src/pbx/dialects/contaqt.ts';
import { linuxbox } from '../../src/pbx/dialects/linuxbox.ts';
import { eventsOf, rawRequest } from '../dialects/request.ts';

export type DialectName = 'linuxbox' | 'contaqt';

const dialects = { linuxbox, contaqt };

export const rules: NumberRules = { country: 'CZ', extensionDigits: 6 };

/** Epoch ms, a whole second: contaqt counts in those. */
export const startedAt = 1_700_000_000_000;

export function newCast(change: Partial<Cast> = {}): Cast {
  let eventId = 100;
  return {
    customerNumber: '+420777123456',
    customerName: 'Karel Novák',
    dialed: '+420591166200',
    agents: [
      { userId: 'eva', extension: '101', name: 'Eva', deviceId: '9' },
      { userId: 'jan', extension: '102', name: 'Jan' },
      { userId: 'ota', extension: '103', name: 'Ota' },
    ],
    queue: 'helpdesk',
    callId: '1541078811.98',
    startedAt,
    nextEventId: () => (eventId += 1),
    lead: { id: 'L7', name: 'Nová poptávka' },
    ...change,
  };
}

/** What the dialect makes of one wire event. */
export function eventsOfStep(dialect: DialectName, step: WireStep): CallEvent[] {
  return eventsOf(dialects[dialect], rawRequest(encodeStep(dialect, step)));
}

/** Every phone user is an agent of the same name. */
function agentOf({ leg }: CallEvent): string | null {
  const userId = leg?.party?.userId;
  return userId === undefined ? null : `agent-${userId}`;
}

/** The journal of a call whose every event arrived at once and in order. */
export function journalOf(dialect: DialectName, steps: readonly WireStep[]): Entry[] {
  const entries: Entry[] = [];
  let receivedAt = startedAt;
  for (const step of steps) {
    receivedAt += step.afterMs;
    for (const event of eventsOfStep(dialect, step)) {
      entries.push({ id: entries.length + 1, receivedAt, agentId: agentOf(event), event });
    }
  }
  return entries;
}

/** The journal of hand-made events, one a second. */
export function journal(...events: readonly CallEvent[]): Entry[] {
  return events.map((event, index) => ({
    id: index + 1,
    receivedAt: startedAt + index * 1000,
    agentId: agentOf(event),
    event,
  }));
}

/** The same events as they arrive when the network has its way with them: in this order, this far apart. */
export function arriving(entries: readonly Entry[], order: readonly number[], gapMs = 250): Entry[] {
  return order.flatMap((from, index): Entry[] => {
    const entry = entries[from];
    return entry === undefined ? [] : [{ ...entry, id: index + 1, receivedAt: startedAt + index * gapMs }];
  });
}
