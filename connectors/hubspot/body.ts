import type { CallActivity, CallActivityChange } from '../../src/model/activity.ts';

/** `hs_call_body` takes 65,536 characters (developers.hubspot.com, calls). */
const maxBody = 65_000;
const maxValue = 20_000;

/** A line's text: undefined where the change does not speak of it, null where there is nothing to say. */
type LineText = string | null | undefined;

const outcomes: Record<CallActivity['outcome'], string> = {
  answered: 'Answered',
  missed: 'Missed',
  abandoned: 'Abandoned before a phone rang',
  no_answer: 'No answer',
  busy: 'Busy',
  rejected: 'Declined',
  failed: 'Failed',
};

/** Every detail of a call, in the order a salesperson wants to read them. */
const lines: readonly (readonly [label: string, text: (change: CallActivityChange) => LineText])[] = [
  ['Note', ({ note }) => note],
  ['Disposition', ({ disposition }) => disposition],
  ['Outcome', ({ outcome }) => outcome && outcomes[outcome]],
  ['Caller', ({ customerName }) => customerName],
  ['Number', ({ customerNumber }) => customerNumber],
  ['Dialled', ({ dialed }) => dialed],
  ['Agent', ({ agent }) => agent && agent.name],
  ['Queue', ({ queue }) => queue],
  ['Waited', ({ waitMs }) => seconds(waitMs)],
  ['Rang', ({ ringMs }) => seconds(ringMs)],
  ['Talked', ({ talkMs }) => seconds(talkMs)],
  ['Whole call', ({ totalMs }) => seconds(totalMs)],
  ['Answered at', ({ answeredAt }) => time(answeredAt)],
  ['Ended at', ({ endedAt }) => time(endedAt)],
  ['End', ({ endSynthesised }) => told(endSynthesised, 'not reported by the phone system')],
  ['Lead', ({ lead }) => lead && joined([lead.name, lead.id])],
  ['Campaign', ({ campaign }) => campaign],
  ['Dialer', ({ dialer }) => dialer],
  ['Script', ({ script }) => script],
  ['Conference', ({ conference }) => conference],
  ['Tags', ({ tags }) => tags && joined(tags)],
  ['Recorded', ({ recorded }) => told(recorded, 'yes')],
  ['Recordings', ({ recordings }) => recordings && joined(recordings.map(({ url }) => url))],
  ['Hangup cause', ({ hangupCause }) => hangupCause],
  ['Kind', ({ kind }) => (kind === 'voice' ? null : kind)],
  ['Source', ({ source }) => source],
  ['Call id', ({ pbxCallId }) => pbxCallId],
  ['Custom call id', ({ customCallId }) => customCallId],
];

function linesOf(change: CallActivityChange): [label: string, text: LineText][] {
  const extra = Object.entries(change.extra ?? {}).map(([name, text]): [string, LineText] => [
    `PBX ${name}`,
    text,
  ]);
  return [...lines.map(([label, text]): [string, LineText] => [label, text(change)]), ...extra];
}

/** The body of a new call: the text of the connection's template, or every detail. `key`: where no property can hold it; it is what the call is found by. */
export function bodyOf(activity: CallActivity, key: string | null): string {
  const all: [string, LineText][] = [
    ...(key === null ? [] : [[keyLabel, key] as [string, string]]),
    ...(activity.body === null ? linesOf(activity) : []),
  ];
  let body = '';
  for (const [label, text] of all) {
    const line = paragraph(label, text);
    if (body.length + line.length <= maxBody) body += line;
  }
  return activity.body === null ? body : body + plainParagraph(activity.body);
}

/** Escaped, a text may be six times as long. */
const maxPlain = 10_000;

function plainParagraph(text: string): string {
  return text === '' ? '' : `<p>${asHtml(text.slice(0, maxPlain))}${paragraphEnd}`;
}

/** What people wrote around the template's text stays; where they changed it, the new one comes below. */
function exchangeText(body: string, before: string | null, after: string): string {
  const [old, next] = [plainParagraph(before ?? ''), plainParagraph(after)];
  if (old !== '' && body.includes(old)) return body.replace(old, () => next);
  return next === '' || body.includes(next) || body.length + next.length > maxBody ? body : body + next;
}

const keyLabel = 'Ringside key';

/** True when this body is the call's that has this key. */
export function bodyHasKey(body: string | null, key: string): boolean {
  return (body ?? '').includes(paragraph(keyLabel, key));
}

/** The lines that the change speaks of are put in place; whatever people wrote into the body beside them stays. */
export function patchBody(body: string, change: CallActivityChange): string {
  if (typeof change.body === 'string') return exchangeText(body, change.bodyBefore ?? null, change.body);
  let patched = change.body === null ? exchangeText(body, change.bodyBefore ?? null, '') : body;
  for (const [label, text] of linesOf(change)) {
    if (text === undefined) continue;
    const line = paragraph(label, text);
    const [before, after] = around(patched, label);
    const next = after === null ? patched + line : before + line + after;
    if (next.length <= maxBody) patched = next;
  }
  return patched;
}

const paragraphEnd = '</p>';

/** What stands before and after the line of this label; `after` is null when there is no such line. */
function around(body: string, label: string): [before: string, after: string | null] {
  const from = body.indexOf(paragraphStart(label));
  const end = from === -1 ? -1 : body.indexOf(paragraphEnd, from);
  return end === -1 ? [body, null] : [body.slice(0, from), body.slice(end + paragraphEnd.length)];
}

function paragraphStart(label: string): string {
  return `<p>${escapeHtml(label)}: `;
}

function paragraph(label: string, text: LineText): string {
  if (text === undefined || text === null || text === '') return '';
  return paragraphStart(label) + asHtml(text.slice(0, maxValue)) + paragraphEnd;
}

function asHtml(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function told(flag: boolean | undefined, whenTrue: string): LineText {
  if (flag === undefined) return undefined;
  return flag ? whenTrue : null;
}

function seconds(ms: number | undefined): LineText {
  if (ms === undefined) return undefined;
  return ms === 0 ? null : `${Math.round(ms / 1_000)} s`;
}

function time(at: number | null | undefined): LineText {
  return typeof at === 'number' ? new Date(at).toISOString() : at;
}

function joined(texts: readonly (string | null)[]): string | null {
  return texts.filter((text) => text !== null && text !== '').join(', ') || null;
}
