import { z } from 'zod';

/** How one request ended, when it did not end well. */
export type Failure =
  /** Salesforce answered, with an error. `code` is its word, or '' where it had none. */
  | {
      kind: 'refused';
      status: number;
      code: string;
      message: string;
      fields: readonly string[];
      existing?: ExistingRecord;
      retryAfterMs: number | null;
    }
  /** The request never left this machine, or never reached the other. */
  | { kind: 'unreached'; cause: unknown }
  /** It was sent, and no whole answer came. */
  | { kind: 'lost'; cause: unknown }
  /** An answer that is not of the form Salesforce documents. */
  | { kind: 'unreadable'; status: number; cause: unknown };

export interface ExistingRecord {
  type: string;
  id: string;
}

export interface Answered {
  status: number;
  retryAfterMs: number | null;
}

/** Errors of connecting: nothing of the request was sent (Node's `syscall` errors, undici's codes). */
const connecting = new Set([
  'ERR_ADDRESS_REFUSED',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const matchedRecord = z.object({
  record: z.object({ Id: z.string(), attributes: z.object({ type: z.string() }) }),
});
/** REST API Developer Guide, "Status codes and error responses": a list of these. */
const restError = z.object({
  errorCode: z.string(),
  message: z.string().catch(''),
  fields: z.array(z.string()).catch([]),
  duplicateResult: z
    .object({ matchResults: z.array(z.object({ matchRecords: z.array(matchedRecord) })) })
    .optional()
    .catch(undefined),
});
const restErrors = z.union([z.array(restError).nonempty(), restError.transform((error) => [error])]);

/**
 * What jsforce, or `fetch` under it, threw.
 *
 * @param answered null: no answer was read, its status at least
 */
export function failureOf(thrown: unknown, answered: Answered | null): Failure {
  if (answered === null) {
    return connecting.has(networkCode(thrown))
      ? { kind: 'unreached', cause: thrown }
      : { kind: 'lost', cause: thrown };
  }
  const { status, retryAfterMs } = answered;
  // The status came, the body did not.
  if (status < 400) return { kind: status < 300 ? 'lost' : 'unreadable', status, cause: thrown };
  const [error] = restErrors.safeParse(dataOf(thrown)).data ?? [];
  // jsforce puts a code of its own where the body was not Salesforce's: a gateway's page.
  if (error === undefined || error.errorCode.startsWith('ERROR_HTTP_'))
    return { kind: 'refused', status, code: '', message: '', fields: [], retryAfterMs };
  const { errorCode: code, message, fields } = error;
  return { kind: 'refused', status, code, message, fields, existing: existingOf(error), retryAfterMs };
}

/** Of several duplicates that the org's rules name, the best match comes first. */
function existingOf({ duplicateResult }: z.infer<typeof restError>): ExistingRecord | undefined {
  const [found] = duplicateResult?.matchResults.flatMap(({ matchRecords }) => matchRecords) ?? [];
  return found === undefined
    ? undefined
    : { type: found.record.attributes.type.toLowerCase(), id: found.record.Id };
}

/** jsforce keeps the body of an error in `data`. */
function dataOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'data' in thrown ? thrown.data : null;
}

/** `fetch` hides the system's code in the cause of its TypeError. */
function networkCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return networkCode(thrown.cause);
}
