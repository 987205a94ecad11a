import type { NoteEdit } from '../api/agent.ts';
import { withChoice } from '../calls/named.ts';
import * as queries from '../calls/queries.ts';
import type { StoredCall } from '../model/call.ts';
import type { ChosenRecord } from '../model/contact.ts';
import { Refusal } from '../platform/refusal.ts';
import type { CallServicesDeps } from './call-services-deps.ts';

export interface CallEditsDeps extends CallServicesDeps {
  engine: { retry(activityId: string): Promise<boolean> };
}

/** What admins do about a call. Each answers false when there is no such call. */
export interface CallEdits {
  /** Plans it anew by the rules as they are now, for every connection there is now; what died is tried again. */
  readonly relog: (callId: string) => Promise<boolean>;
  readonly writeNote: (callId: string, edit: NoteEdit) => Promise<boolean>;
  readonly chooseMatch: (callId: string, choice: ChosenRecord) => Promise<boolean>;
}

export function createCallEdits(deps: CallEditsDeps): CallEdits {
  const { db, pipeline, clock } = deps;

  /** Through the one writer; a call that is settled is planned anew. */
  const change = (id: string, to: (call: StoredCall) => StoredCall): Promise<void> =>
    pipeline.calls.amend(id, (call, dueAt) => ({
      call: to(call),
      dueAt: call.settledAt === null ? dueAt : clock(),
    }));

  return {
    async relog(callId) {
      if ((await queries.callById(db, callId)) === null) return false;
      await change(callId, (call) => call);
      for (const id of await deadOf(deps, callId)) await deps.engine.retry(id);
      return true;
    },
    async writeNote(callId, { agent, note, disposition }) {
      const call = await queries.callById(db, callId);
      if (call === null) return false;
      const agentId = noteHolder(deps, call, agent);
      await change(callId, (now) => {
        const others = now.notes.filter((one) => one.agentId !== agentId);
        const isEmpty = note === null && disposition === null;
        return { ...now, notes: isEmpty ? others : [...others, { agentId, note, disposition }] };
      });
      return true;
    },
    async chooseMatch(callId, { connection, type, id }) {
      const call = await queries.callById(db, callId);
      if (call === null) return false;
      const isOne = call.matches.some(
        (match) => match.connection === connection && match.type === type && match.id === id,
      );
      if (!isOne) throw new Refusal('invalid', 'The call has no such match');
      const chosen = { connection, type, id };
      const { e164 } = call.customer;
      if (e164 !== null) await deps.choices.choose(e164, chosen, null, clock());
      await change(callId, (now) => withChoice(now, chosen));
      return true;
    },
  };
}

/** An agent's activity carries that agent's note; one that is nobody's carries any. */
function noteHolder({ agents }: CallEditsDeps, call: StoredCall, email: string | null): string {
  if (email === null) {
    const answered = call.legs.some((leg) => leg.answeredAt !== null && leg.agentId !== null);
    if (answered) throw new Refusal('invalid', 'Say whose note it is: an agent answered this call');
    return '';
  }
  const agent = agents.byEmail(email);
  if (agent !== null && call.legs.some((leg) => leg.agentId === agent.id)) return agent.id;
  throw new Refusal('invalid', `${email} has no part in this call`);
}

async function deadOf({ db }: CallEditsDeps, callId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('activities')
    .select('id')
    .where('call_id', '=', callId)
    .where('status', '=', 'dead')
    .execute();
  return rows.map(({ id }) => id);
}
