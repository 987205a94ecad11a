import type { CallActivity, CallActivityChange } from '../../src/model/activity.ts';
import type { Disposition } from './guards.ts';

/** HubSpot's default call outcomes, by the label they have in an English account (developers.hubspot.com, calls). */
const defaults: Partial<Record<CallActivity['outcome'], { id: string; label: string }>> = {
  answered: { id: 'f240bbac-87c9-4f6e-bf70-924b57d47db7', label: 'Connected' },
  busy: { id: '9d9162e7-6cf3-4944-bf63-4dff82258764', label: 'Busy' },
  no_answer: { id: '73a0d17f-1163-4015-bdd5-ec830791da20', label: 'No answer' },
  missed: { id: '73a0d17f-1163-4015-bdd5-ec830791da20', label: 'No answer' },
};

/**
 * The account's call outcome for what the agent chose, else for how the call ended.
 *
 * @param chosen the admin's map: our disposition or outcome → their label or id
 * @returns undefined when there is nothing to change; null when the account has no such outcome
 */
export function dispositionId(
  { disposition, outcome }: CallActivityChange,
  known: readonly Disposition[],
  chosen: Readonly<Record<string, string>>,
): string | null | undefined {
  if (typeof disposition === 'string' && disposition !== '') {
    const id = find(known, chosen[disposition] ?? disposition);
    if (id !== null) return id;
  }
  if (outcome === undefined) return disposition === null ? null : undefined;
  return idOfOutcome(outcome, known, chosen);
}

function idOfOutcome(
  outcome: CallActivity['outcome'],
  known: readonly Disposition[],
  chosen: Readonly<Record<string, string>>,
): string | null {
  const wanted = chosen[outcome];
  if (wanted !== undefined) return find(known, wanted);
  const usual = defaults[outcome];
  return usual === undefined ? null : (find(known, usual.id) ?? find(known, usual.label));
}

/** True for what a call has by its outcome alone: nobody chose it, and it may change with the outcome. */
export function isByOutcome(
  id: string | null,
  known: readonly Disposition[],
  chosen: Readonly<Record<string, string>>,
): boolean {
  const outcomes = ['answered', 'busy', 'no_answer', 'missed', 'abandoned', 'rejected', 'failed'] as const;
  return id === null || id === '' || outcomes.some((outcome) => idOfOutcome(outcome, known, chosen) === id);
}

function find(known: readonly Disposition[], wanted: string): string | null {
  const label = wanted.trim().toLowerCase();
  return known.find((one) => one.id === wanted || one.label.trim().toLowerCase() === label)?.id ?? null;
}
