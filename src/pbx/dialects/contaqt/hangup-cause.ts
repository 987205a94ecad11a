import type { FieldReader } from '../fields.ts';

/** The numbers of FreeSWITCH's hangup cause table (Q.850, and its own above 127), which the document points to. */
const causesByNumber = new Map<string, string>([
  ['1', 'UNALLOCATED_NUMBER'],
  ['3', 'NO_ROUTE_DESTINATION'],
  ['16', 'NORMAL_CLEARING'],
  ['17', 'USER_BUSY'],
  ['18', 'NO_USER_RESPONSE'],
  ['19', 'NO_ANSWER'],
  ['20', 'SUBSCRIBER_ABSENT'],
  ['21', 'CALL_REJECTED'],
  ['27', 'DESTINATION_OUT_OF_ORDER'],
  ['28', 'INVALID_NUMBER_FORMAT'],
  ['31', 'NORMAL_UNSPECIFIED'],
  ['34', 'NORMAL_CIRCUIT_CONGESTION'],
  ['38', 'NETWORK_OUT_OF_ORDER'],
  ['41', 'NORMAL_TEMPORARY_FAILURE'],
  ['102', 'RECOVERY_ON_TIMER_EXPIRE'],
  ['127', 'INTERWORKING'],
  ['487', 'ORIGINATOR_CANCEL'],
  ['502', 'LOSE_RACE'],
  ['602', 'ALLOTTED_TIMEOUT'],
  ['607', 'PROGRESS_TIMEOUT'],
]);

/** The cause by its name, however the PBX writes it. */
export function readHangupCause(fields: FieldReader): string | undefined {
  const cause = fields.id('hangup_cause')?.toUpperCase();
  return cause === undefined ? undefined : (causesByNumber.get(cause) ?? cause);
}
