import { hash } from 'node:crypto';
import type { PbxIdentity } from '../model/event.ts';
import type { NewJournalRow } from '../store/hot.ts';
import type { Item } from './item.ts';
import { callIdOf } from './record.ts';

/** Whose phone it is at this moment; null: nobody's we know. */
export type AgentOf = (sourceId: string, party: PbxIdentity) => string | null;

/** One journal row: the event as it came, as it was understood, and whose phone it was then. */
export function toJournalRow(item: Item, agentOf: AgentOf): NewJournalRow {
  const { event, source } = item;
  const party = event?.leg?.party ?? null;
  const identity = event?.identity ?? null;
  return {
    source_id: source.id,
    received_at: item.receivedAt,
    status: item.status,
    name: item.name,
    call_id: event?.callId === undefined ? null : callIdOf(source.id, event.callId),
    identity,
    bytes_hash: event === null || identity !== null ? null : bytesHash(item),
    agent_id: party === null ? null : agentOf(source.id, party),
    event_json: event === null ? null : JSON.stringify(event),
    method: item.method,
    raw: item.raw,
    faults_json: item.faults.length === 0 ? null : JSON.stringify(item.faults),
  };
}

function bytesHash({ source, method, raw }: Item): string {
  return hash('sha1', `${source.id} ${method} ${raw}`, 'base64url');
}
