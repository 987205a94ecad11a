import type { CallActivity } from '../model/activity.ts';
import { parsePhone } from '../model/phone.ts';

/** Salesforce's Subject takes 255 characters. */
export const maxSubject = 255;

type SubjectParts = Pick<CallActivity, 'direction' | 'kind' | 'outcome' | 'customerName' | 'customerNumber'>;

/** One line a salesperson reads in a list: "Missed call from +420 591 166 223". */
export function subjectOf(parts: SubjectParts): string {
  const who = parts.customerName ?? numberToRead(parts.customerNumber);
  return `${opening(parts)} ${who}${ending(parts)}`;
}

function opening({ direction, kind, outcome }: SubjectParts): string {
  if (kind === 'fax') return direction === 'outbound' ? 'Fax to' : 'Fax from';
  if (direction === 'outbound') return 'Outbound call to';
  if (direction === 'internal') return 'Internal call from';
  if (outcome === 'answered') return 'Inbound call from';
  if (outcome === 'abandoned') return 'Abandoned call from';
  if (outcome === 'rejected') return 'Declined call from';
  return 'Missed call from';
}

const unanswered: Partial<Record<CallActivity['outcome'], string>> = {
  no_answer: ' (no answer)',
  busy: ' (busy)',
  rejected: ' (declined)',
  failed: ' (failed)',
};

function ending({ direction, outcome }: SubjectParts): string {
  return direction === 'outbound' ? (unanswered[outcome] ?? '') : '';
}

function numberToRead(number: string | null): string {
  if (number === null) return 'a withheld number';
  return parsePhone(number, null)?.formatted ?? number;
}
