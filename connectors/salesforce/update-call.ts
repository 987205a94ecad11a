import { z } from 'zod';
import type { Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import type { CallActivityChange } from '../../src/model/activity.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { isRecordId } from './ids.ts';
import { askUsage } from './limits.ts';
import type { CallParts } from './parts.ts';
import { dependsOnCurrent, toTaskChange, type TaskContext } from './task.ts';

const currentTask = z.object({
  Description: z.string().nullable(),
  CallDisposition: z.string().nullable(),
  OwnerId: z.string(),
  WhatId: z.string().nullable(),
});
const currentFields = Object.keys(currentTask.shape).join();

/**
 * Changes a Task. What people wrote into it meanwhile stays: the description is read before it is written.
 *
 * @throws ConnectorError `not_found` when the Task, or the record it is to belong to, is gone
 */
export async function updateCall(
  { ask, org, quota, sessions, settings }: CallParts,
  { id }: RecordRef,
  change: CallActivityChange,
  x: Ctx,
): Promise<void> {
  if (!isRecordId(id)) throw new ConnectorError('not_found', 'This is no id of a Salesforce record');
  await quota.leaveReserve(() => askUsage(ask, x));
  const fields = await org.taskFields(x);
  const { userId } = await sessions.current(x);
  const anywhere: TaskContext = { settings, fields, timeZone: 'UTC', userId };
  const path = `/sobjects/Task/${id}`;
  const current = dependsOnCurrent(change, anywhere)
    ? await ask({ path: `${path}?fields=${currentFields}`, guard: currentTask, namesRecord: true }, x)
    : null;
  const ownerId = change.ownerId ?? current?.OwnerId ?? null;
  const zoneOf = await org.timeZones(ownerId === null ? [] : [ownerId], x);
  const body = toTaskChange(change, current, { ...anywhere, timeZone: zoneOf(ownerId) });
  if (Object.keys(body).length === 0) return;
  try {
    await ask({ method: 'PATCH', path, body, guard: z.undefined(), namesRecord: true }, x);
  } catch (error) {
    throw namesLostLink(error, change)
      ? new ConnectorError('not_found', error.message, { cause: error })
      : error;
  }
}

/** The owner is the only other record that a change can name. */
function namesLostLink(error: unknown, { link }: CallActivityChange): error is ConnectorError {
  if (!(error instanceof ConnectorError) || error.code !== 'rejected' || (link ?? null) === null)
    return false;
  const namesOwner = error.details.fields?.['OwnerId'] !== undefined;
  return !namesOwner && /^(INVALID_CROSS_REFERENCE_KEY|MALFORMED_ID)\b/.test(error.message);
}
