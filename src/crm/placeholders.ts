import type { CallActivity } from '../model/activity.ts';
import { outcomeWords } from '../model/call.ts';
import { parsePhone } from '../model/phone.ts';

interface Placeholder {
  /** For the admin who writes a template. */
  means: string;
  /** '' for nothing. */
  of(call: TemplateCall): string;
}

/** What a template may speak of: the activity but for what templates make themselves. `summary` is the usual subject. */
export type TemplateCall = Omit<CallActivity, 'subject' | 'body'> & { summary: string };

const directions = { inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal' };
const kinds = { voice: 'Call', queue: 'Queue call', conference: 'Conference', fax: 'Fax' };

/** By name, as templates write them. Durations are `m:ss`, times UTC: `2026-11-16 09:00`. */
const known: Readonly<Record<string, Placeholder>> = {
  summary: { means: 'The usual subject: Missed call from Karel Novák', of: ({ summary }) => summary },
  direction: { means: 'Inbound, Outbound or Internal', of: ({ direction }) => directions[direction] },
  kind: { means: 'Call, Queue call, Conference or Fax', of: ({ kind }) => kinds[kind] },
  outcome: { means: 'Answered, Missed, Abandoned, Busy …', of: ({ outcome }) => outcomeWords[outcome] },
  customer: {
    means: 'The customer’s name, else the number',
    of: (call) => call.customerName ?? (numberOf(call) || 'a withheld number'),
  },
  'customer.name': { means: 'The customer’s name', of: ({ customerName }) => customerName ?? '' },
  'customer.number': { means: 'The customer’s number; empty when withheld', of: numberOf },
  dialed: { means: 'The number that was called', of: ({ dialed }) => dialed ?? '' },
  'agent.name': {
    means: 'The agent’s name; empty when nobody answered',
    of: ({ agent }) => agent?.name ?? '',
  },
  'agent.email': { means: 'The agent’s e-mail address', of: ({ agent }) => agent?.email ?? '' },
  source: { means: 'The phone system', of: ({ source }) => source },
  queue: { means: 'The queue', of: ({ queue }) => queue ?? '' },
  started: { means: 'When the call began, UTC', of: ({ startedAt }) => moment(startedAt) },
  answered: { means: 'When the agent answered, UTC', of: ({ answeredAt }) => moment(answeredAt) },
  ended: { means: 'When the call ended, UTC', of: ({ endedAt }) => moment(endedAt) },
  wait: { means: 'Time in the queue', of: ({ waitMs }) => duration(waitMs) },
  ring: { means: 'Time the phone rang', of: ({ ringMs }) => duration(ringMs) },
  talk: { means: 'Time this agent talked', of: ({ talkMs }) => duration(talkMs) },
  total: { means: 'Length of the whole call', of: ({ totalMs }) => duration(totalMs) },
  note: { means: 'The agent’s note', of: ({ note }) => note ?? '' },
  disposition: { means: 'The disposition the agent chose', of: ({ disposition }) => disposition ?? '' },
  tags: { means: 'Tags, with commas', of: ({ tags }) => tags.join(', ') },
  recorded: { means: 'yes, when the call was recorded', of: ({ recorded }) => (recorded ? 'yes' : '') },
  recording: {
    means: 'Addresses of the recordings',
    of: ({ recordings }) => recordings.flatMap(({ url }) => url ?? []).join(' '),
  },
  'lead.id': { means: 'The lead’s id, as the phone system sent it', of: ({ lead }) => lead?.id ?? '' },
  'lead.name': { means: 'The lead’s name, as the phone system sent it', of: ({ lead }) => lead?.name ?? '' },
  campaign: { means: 'The campaign', of: ({ campaign }) => campaign ?? '' },
  dialer: { means: 'The dialler', of: ({ dialer }) => dialer ?? '' },
  script: { means: 'The script', of: ({ script }) => script ?? '' },
  conference: { means: 'The conference room', of: ({ conference }) => conference ?? '' },
  hangupCause: {
    means: 'Why the line was cut, in the phone system’s words',
    of: ({ hangupCause }) => hangupCause ?? '',
  },
  callId: { means: 'The phone system’s id of the call', of: ({ pbxCallId }) => pbxCallId },
  customCallId: {
    means: 'The phone system’s second id of the call',
    of: ({ customCallId }) => customCallId ?? '',
  },
};

const extra = 'extra.';

/** Every placeholder there is, for help texts. */
export const placeholders: readonly { name: string; means: string }[] = [
  ...Object.entries(known).map(([name, { means }]) => ({ name, means })),
  { name: `${extra}…`, means: 'Any other field the phone system sent, by its own name' },
];

export function isPlaceholder(name: string): boolean {
  return Object.hasOwn(known, name) || (name.startsWith(extra) && name.length > extra.length);
}

/** '' for nothing, and for a name that is none. */
export function placeholderValue(call: TemplateCall, name: string): string {
  if (name.startsWith(extra)) return call.extra[name.slice(extra.length)] ?? '';
  return Object.hasOwn(known, name) ? (known[name]?.of(call) ?? '') : '';
}

function numberOf({ customerNumber }: Pick<CallActivity, 'customerNumber'>): string {
  return customerNumber === null ? '' : (parsePhone(customerNumber, null)?.formatted ?? customerNumber);
}

/** `2:07`, or `1:02:07`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${String(h)}:${two(m)}:${two(s)}` : `${String(m)}:${two(s)}`;
}

function moment(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
