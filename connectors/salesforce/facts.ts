import type { CallActivityChange } from '../../src/model/activity.ts';
import { outcomeWords } from '../../src/model/call.ts';

/** A value in no field's form yet. Null, '', false and [] are "nothing to tell". */
export type FactValue = string | boolean | readonly string[] | { seconds: number } | { at: number } | null;

interface Fact {
  /** As the description shows it. */
  label: string;
  /** Between the items of a list; absent: each has a line of its own. */
  separator?: string;
  /** `undefined`: this change does not touch it. */
  of(call: CallActivityChange): FactValue | undefined;
}

/** What Ringside knows of a call, by the names that the setting `fields` uses, in the order the description has. */
const known = {
  note: { label: 'Note', of: ({ note }) => note },
  outcome: { label: 'Outcome', of: ({ outcome }) => outcome && outcomeWords[outcome] },
  customerName: { label: 'Customer', of: ({ customerName }) => customerName },
  customerNumber: { label: 'Number', of: ({ customerNumber }) => customerNumber },
  dialed: { label: 'Dialled', of: ({ dialed }) => dialed },
  agent: { label: 'Agent', of: ({ agent }) => agent && `${agent.name} (${agent.email})` },
  queue: { label: 'Queue', of: ({ queue }) => queue },
  startedAt: { label: 'Started', of: ({ startedAt }) => moment(startedAt) },
  answeredAt: { label: 'Answered', of: ({ answeredAt }) => moment(answeredAt) },
  endedAt: { label: 'Ended', of: ({ endedAt }) => moment(endedAt) },
  endSynthesised: {
    label: 'End not reported by the phone system',
    of: ({ endSynthesised }) => endSynthesised,
  },
  wait: { label: 'Waited', of: ({ waitMs }) => duration(waitMs) },
  ring: { label: 'Rang', of: ({ ringMs }) => duration(ringMs) },
  talk: { label: 'Talked', of: ({ talkMs }) => duration(talkMs) },
  total: { label: 'In all', of: ({ totalMs }) => duration(totalMs) },
  recorded: { label: 'Recorded', of: ({ recorded }) => recorded },
  recordings: { label: 'Recording', of: ({ recordings }) => recordings?.flatMap(({ url }) => url ?? []) },
  leadId: { label: 'Lead id', of: ({ lead }) => lead && lead.id },
  leadName: { label: 'Lead name', of: ({ lead }) => lead && lead.name },
  campaign: { label: 'Campaign', of: ({ campaign }) => campaign },
  dialer: { label: 'Dialer', of: ({ dialer }) => dialer },
  script: { label: 'Script', of: ({ script }) => script },
  conference: { label: 'Conference', of: ({ conference }) => conference },
  tags: { label: 'Tags', separator: ', ', of: ({ tags }) => tags },
  hangupCause: { label: 'Hangup cause', of: ({ hangupCause }) => hangupCause },
  disposition: { label: 'Disposition', of: ({ disposition }) => disposition },
  kind: { label: 'Kind', of: ({ kind }) => (kind === 'voice' ? null : kind) },
  source: { label: 'Phone system', of: ({ source }) => source },
  pbxCallId: { label: 'Call id', of: ({ pbxCallId }) => pbxCallId },
  customCallId: { label: 'Custom call id', of: ({ customCallId }) => customCallId },
  callId: { label: 'Ringside call', of: ({ callId }) => callId },
  extra: { label: 'More', of: ({ extra }) => extra && Object.entries(extra).map((pair) => pair.join(' = ')) },
} satisfies Record<string, Fact>;

export type FactName = keyof typeof known;

export const facts: Readonly<Record<FactName, Fact>> = known;

const isFactName = (name: string): name is FactName => name in facts;
const [first, ...others] = Object.keys(facts).filter(isFactName);
if (first === undefined) throw new Error('There are no facts');
/** Never empty, as a list of choices must not be. */
export const factNames: readonly [FactName, ...FactName[]] = [first, ...others];

function duration(ms: number | undefined): FactValue | undefined {
  return ms === undefined ? undefined : { seconds: Math.round(ms / 1_000) };
}

function moment(at: number | null | undefined): FactValue | undefined {
  return typeof at === 'number' ? { at } : at;
}
