import { hash } from 'node:crypto';
import type { CallEvent } from '../model/event.ts';
import type { NewJournalRow } from '../store/hot.ts';
import type { Item } from './item.ts';
import { callIdOf } from './record.ts';

/** Whose phone the event speaks of, at this moment; null: nobody's we know. Asked once an item, in their order. */
export type AgentOf = (item: Item) => string | null;

/** One journal row: the event as it came, as it was understood, and whose phone it was then. */
export function toJournalRow(item: Item, agentOf: AgentOf): NewJournalRow {
  const { event, source } = item;
  return {
    source_id: source.id,
    received_at: item.receivedAt,
    status: item.status,
    name: item.name,
    agent_id: agentOf(item),
    method: item.method,
    raw: item.raw,
    faults_json: item.faults.length === 0 ? null : JSON.stringify(item.faults),
    ...(event === null ? notUnderstood : understood(item, event)),
  };
}

const notUnderstood = { call_id: null, identity: null, bytes_hash: null, event_json: null };

function understood(item: Item, event: CallEvent): Partial<NewJournalRow> {
  const callId = event.callId === undefined ? null : callIdOf(item.source.id, event.callId);
  const identity = callId === null ? null : (event.identity ?? null);
  return {
    call_id: callId,
    identity,
    bytes_hash: identity === null ? bytesHash(item) : null,
    event_json: JSON.stringify(event),
  };
}

/** Tells events without an identity apart. */
export function bytesHash({ source, method, raw }: Item): string {
  return hash('sha1', `${source.id} ${method} ${raw}`, 'base64url');
}
