import { subjectOf } from '../activity/subject.ts';
import type { CallActivity } from '../model/activity.ts';
import type { StoredCall } from '../model/call.ts';
import type { CallEvent, Party } from '../model/event.ts';

/**
 * What is left of a call when its customer is forgotten: that it was, when, how long, whose phone it was. Counts and
 * the ledger stay what they were. All of it pure, and the same when done twice.
 */

type Told = Pick<StoredCall, 'direction' | 'dialed' | 'recordings'>;

/** What customer and colleagues said or wrote may be about anybody: whatever is free text goes. */
const untold = { lead: null, customCallId: null, script: null, extra: {} } as const;

function remaining({ direction, dialed, recordings }: Told) {
  return {
    ...untold,
    dialed: direction === 'outbound' ? null : dialed,
    recordings: recordings.map((segment) => ({ ...segment, url: null })),
  };
}

export function anonymousCall(call: StoredCall): StoredCall {
  const { internal } = call.customer;
  return {
    ...call,
    ...remaining(call),
    customer: { number: null, e164: null, name: null, country: null, withheld: true, internal },
    ...{ matches: [], chosen: [], named: null, notes: [], lookup: 'done' as const },
  };
}

export function anonymousActivity(activity: CallActivity): CallActivity {
  const nobody = { customerNumber: null, customerName: null };
  return {
    ...activity,
    ...remaining(activity),
    ...nobody,
    subject: subjectOf({ ...activity, ...nobody }),
    // A template may have put anything into it.
    body: null,
    ...{ link: null, note: null, disposition: null },
  };
}

/** The event as the call is folded from it. `digits`: the number without its country, as it may stand anywhere. */
export function anonymousEvent(event: CallEvent, digits: string): CallEvent {
  const { caller, dialed, lead: _lead, customCallId: _id, script: _script, extra: _extra, ...rest } = event;
  const kept = event.direction === 'outbound' ? undefined : withoutNumber(dialed, digits);
  return {
    ...rest,
    ...(caller?.extension === undefined ? {} : { caller: { extension: caller.extension } }),
    ...(kept === undefined ? {} : { dialed: kept }),
  };
}

function withoutNumber(party: Party | undefined, digits: string): Party | undefined {
  const number = party?.number?.replaceAll(/\D/g, '') ?? '';
  return digits !== '' && number.endsWith(digits) ? undefined : party;
}
