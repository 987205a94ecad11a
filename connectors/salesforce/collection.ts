import { z } from 'zod';
import type { LogResult } from '../../src/crm/contract.ts';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import { recordErrorCode } from './errors.ts';
import { isRecordId, taskType } from './ids.ts';

/** Most records of one request (REST API, "sObject Collections"). */
export const collectionSize = 200;

/** REST says `statusCode` here, and `errorCode` for single records, which is what jsforce's types have. */
const recordError = z
  .object({
    statusCode: z.string().optional(),
    errorCode: z.string().optional(),
    message: z.string().catch(''),
    fields: z.array(z.string()).catch([]),
  })
  .transform(({ statusCode, errorCode, message, fields }) => ({
    code: statusCode ?? errorCode ?? 'UNKNOWN_EXCEPTION',
    message,
    fields,
  }));
export type RecordError = z.infer<typeof recordError>;

const recordResult = z.union([
  z.object({ success: z.literal(true), id: z.string().min(1) }),
  z.object({ success: z.literal(false), errors: z.array(recordError).min(1) }),
]);
type RecordResult = z.infer<typeof recordResult>;

/** The answer of a collection: a result for each record, in order. */
export function collectionAnswer(length: number) {
  return z.array(recordResult).length(length);
}

export function toLogResult(result: RecordResult, activity: Pick<CallActivity, 'link'>): LogResult {
  if (result.success) return { ok: true, ref: { type: taskType, id: result.id } };
  const [error] = result.errors;
  return { ok: false, error: toRecordError(error ?? unsaid, activity.link !== null) };
}

const unsaid: RecordError = { code: 'UNKNOWN_EXCEPTION', message: 'Salesforce gave no reason', fields: [] };

/**
 * The error of one record of a batch.
 *
 * @param linked the record names a contact, lead or account
 */
export function toRecordError({ code, message, fields }: RecordError, linked: boolean): ConnectorError {
  const ours = linked && isLinkFault(code, fields) ? 'not_found' : ofRecord(code, message);
  const existing = ours === 'conflict' ? existingTask(message) : undefined;
  return new ConnectorError(ours, `${code}: ${message}`, {
    ...(fields.length > 0 ? { fields: Object.fromEntries(fields.map((field) => [field, message])) } : {}),
    ...(existing === undefined ? {} : { existing }),
  });
}

const linkFaults = new Set(['INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED', 'MALFORMED_ID']);

/** Salesforce often names no field with these; the owner is the only other record that a Task of ours names. */
function isLinkFault(code: string, fields: readonly string[]): boolean {
  return linkFaults.has(code) && !fields.includes('OwnerId');
}

function ofRecord(code: string, message: string): ConnectorErrorCode {
  // An error of Salesforce's own undoes the record; the batch as a whole was answered.
  return code === 'UNKNOWN_EXCEPTION' ? 'unavailable' : (recordErrorCode(code, message) ?? 'rejected');
}

/** "duplicate value found: Ringside_Key__c duplicates value on record with id: 00T5g00000AbCdE" */
function existingTask(message: string): { type: string; id: string } | undefined {
  const id = /record with id: (\w+)/.exec(message)?.[1];
  return id !== undefined && isRecordId(id) ? { type: taskType, id } : undefined;
}
