import type { FakeAccount, LinkedObject } from './account.ts';
import { notFound, ok, refusal, type Reply } from './reply.ts';

/** PUT …/calls/{id}/associations/default/{object}/{toId}. Doing it twice is doing it once. */
export function associate(account: FakeAccount, callId: string, object: LinkedObject, toId: string): Reply {
  const call = account.find('calls', callId);
  if (call === null) return refusal(notFound(`calls ${callId}`));
  if (account.find(object, toId) === null) return refusal(notFound(`${object} ${toId}`));
  if (!call.links.some((link) => link.object === object && link.id === toId))
    call.links.push({ object, id: toId });
  const associationSpec = {
    associationCategory: 'HUBSPOT_DEFINED',
    associationTypeId: account.linkTypes[object],
  };
  return ok({ status: 'COMPLETE', results: [{ from: { id: callId }, to: { id: toId }, associationSpec }] });
}

/** DELETE …/calls/{id}/associations/{object}/{toId} */
export function dissociate(account: FakeAccount, callId: string, object: LinkedObject, toId: string): Reply {
  const call = account.find('calls', callId);
  if (call === null) return refusal(notFound(`calls ${callId}`));
  call.links = call.links.filter((link) => link.object !== object || link.id !== toId);
  return { status: 204, body: null };
}
