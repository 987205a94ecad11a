import { z } from 'zod';
import type { ApiActivity, TimelineEntry } from '../api/call.ts';
import type { StoredCall } from '../model/call.ts';
import type { CallEvent } from '../model/event.ts';
import type { Db } from '../store/database.ts';
import type { Row } from '../store/schema.ts';
import { summaryOf } from './event-words.ts';
import { ownEntries, type Happened } from './own-words.ts';
import { tracesOf } from './traces.ts';
import { iso } from './view.ts';

const mostEntries = 1_000;

const faultList = z.array(z.object({ field: z.string(), message: z.string() }));

export interface TimelineDeps {
  db: Db;
  agentName: (id: string) => string | null;
}

/** Every event that came for the call and everything Ringside did for it, in order and in words. */
export async function timelineOf(
  { db, agentName }: TimelineDeps,
  call: StoredCall,
  activities: readonly ApiActivity[],
): Promise<TimelineEntry[]> {
  const rows = await db
    .selectFrom('journal')
    .selectAll()
    .where('call_id', '=', call.id)
    .orderBy('id')
    .limit(mostEntries)
    .execute();
  const came = rows.map((row): Happened => ({ at: row.received_at, entry: toEntry(row, agentName) }));
  const own = ownEntries({ call, traces: await tracesOf(db, call.id), activities, agentName });
  // Sorting is stable: events of one instant stay in the order of their arrival, and before what we did about them.
  return [...came, ...own].sort((a, b) => a.at - b.at).map(({ entry }) => entry);
}

function toEntry(row: Row<'journal'>, agentName: (id: string) => string | null): TimelineEntry {
  const event = row.event_json === null ? null : (JSON.parse(row.event_json) as CallEvent);
  const status = row.status as TimelineEntry['status'];
  const faults = row.faults_json === null ? [] : faultList.parse(JSON.parse(row.faults_json));
  const same = { event: row.name ?? '', raw: row.raw, faults };
  if (event === null) return { ...same, at: iso(row.received_at), status, summary: 'Came again', fields: {} };
  const agent = row.agent_id === null ? null : agentName(row.agent_id);
  return {
    ...same,
    at: iso(event.at ?? row.received_at),
    status: event.synthesised === true ? 'ringside' : status,
    summary: summaryOf(event, agent),
    fields: { ...event, receivedAt: iso(row.received_at) },
  };
}
