import { ConnectorError } from '../crm/errors.ts';
import type { RecordRef } from '../model/contact.ts';

const second = 1_000;
const minute = 60 * second;
const backoffCapMs = 5 * minute;
/** A lost write may still be on its way, and search indexes lag: do not ask at once whether it arrived. */
const lostWriteMs = 2 * second;
const quotaMs = { unknown: minute, least: second, most: 24 * 60 * minute };
/** Longest text of a CRM that is kept. */
const maxWords = 1_000;

/**
 * What was tried: to find out whom the call belongs to, to make the record, to look for it after an unknown outcome, or to
 * change it.
 */
export type WorkKind = 'resolve' | 'log' | 'find' | 'update';

export interface Attempted {
  kind: WorkKind;
  /** Attempts that failed before this one. */
  tries: number;
  /** The activity carries a link to a record. */
  linked: boolean;
}

/** What the connection itself suffers. */
export type ConnectionSetback = { suspend: string } | { pauseUntil: number };

/** `unsure`: a write may have arrived, look before writing again. */
export type Decision =
  | { next: 'logged'; ref: RecordRef | null }
  /** Not again without a person. A record that exists already stays logged, without the change. */
  | { next: 'refused'; reason: string; unsure: boolean }
  | {
      next: 'again';
      /** Epoch ms. */
      at: number;
      unsure: boolean;
      /** False where the attempt says nothing about this activity: it does not lengthen the backoff. */
      counts: boolean;
      dropLink: boolean;
      setback: ConnectionSetback | null;
    };

type Rule = (error: ConnectorError, attempted: Attempted, now: number, random: () => number) => Decision;

/** DESIGN section 8, the table of errors: the one place that acts on them. */
const rules: Record<ConnectorError['code'], Rule> = {
  unauthorized: (error, attempted, now) =>
    again(attempted, now, { counts: false, setback: { suspend: words(error) } }),
  forbidden: refused,
  rate_limited: (error, attempted, now) => {
    const pauseUntil = retryAt(error, now);
    return again(attempted, pauseUntil, { counts: false, setback: { pauseUntil } });
  },
  unavailable: (_error, attempted, now, random) => again(attempted, now + backoffMs(attempted.tries, random)),
  unknown_outcome: (_error, attempted, now, random) =>
    again(attempted, now + Math.max(lostWriteMs, backoffMs(attempted.tries, random)), { unsure: true }),
  rejected: refused,
  not_found: (error, attempted, now, random) => {
    // A look that ends so says nothing of the link: not finding is `null`, not an error.
    if (attempted.kind === 'find' || attempted.kind === 'resolve')
      return rules.unavailable(error, attempted, now, random);
    return attempted.linked ? again(attempted, now, { dropLink: true }) : refused(error, attempted);
  },
  conflict: (error, attempted, now, random) => {
    const { existing } = error.details;
    if (existing === undefined && attempted.kind !== 'update') {
      return rules.unknown_outcome(error, attempted, now, random);
    }
    return { next: 'logged', ref: existing ?? null };
  },
};

/** What is to be done about an attempt that failed with `error`. `now` in epoch ms; `random` gives 0..1. */
export function decide(
  error: ConnectorError,
  attempted: Attempted,
  now: number,
  random: () => number,
): Decision {
  return rules[error.code](error, attempted, now, random);
}

/** Whatever a connector throws, as one of its errors. What we do not know is taken for a write that may have arrived. */
export function asConnectorError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ConnectorError('unknown_outcome', `The connector failed: ${message}`, { cause: thrown });
}

/** Doubles with each try from 1 s up to 5 min; jitter keeps many rows from coming back at the same instant. */
export function backoffMs(tries: number, random: () => number): number {
  const full = Math.min(backoffCapMs, second * 2 ** Math.min(tries, 20));
  return Math.round(full * (0.5 + random() / 2));
}

/** The CRM's words, fit to be kept: at most 1,000 characters, nothing a database text cannot hold. */
export function words(error: ConnectorError): string {
  const fields = Object.entries(error.details.fields ?? {}).map(([field, fault]) => `${field}: ${fault}`);
  const all = [error.message, ...fields].join('; ').replaceAll('\0', '');
  return all.slice(0, maxWords);
}

function refused(error: ConnectorError, attempted: Attempted): Decision {
  return { next: 'refused', reason: words(error), unsure: attempted.kind === 'find' };
}

/** Looking for a lost write and failing leaves it as lost as it was. */
function again(
  attempted: Attempted,
  at: number,
  more: Partial<Extract<Decision, { next: 'again' }>> = {},
): Decision {
  const unsure = attempted.kind === 'find';
  return { next: 'again', at, unsure, counts: true, dropLink: false, setback: null, ...more };
}

function retryAt(error: ConnectorError, now: number): number {
  const asked = error.details.retryAt ?? now + quotaMs.unknown;
  const at = Number.isFinite(asked) ? asked : now + quotaMs.unknown;
  return Math.min(Math.max(at, now + quotaMs.least), now + quotaMs.most);
}
