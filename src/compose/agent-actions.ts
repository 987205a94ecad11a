import type { PersonBody, NoteBody } from '../api/agent.ts';
import type { Pop } from '../api/call.ts';
import { isSameRecord, withChoice } from '../calls/named.ts';
import * as queries from '../calls/queries.ts';
import type { Connection } from '../crm/connection.ts';
import type { NewPerson } from '../crm/contract.ts';
import { ConnectorError } from '../crm/errors.ts';
import type { StoredCall } from '../model/call.ts';
import type { ChosenRecord, Match } from '../model/contact.ts';
import { Refusal } from '../platform/refusal.ts';
import { toPop } from '../pop/pops.ts';
import type { CallServicesDeps } from './call-services-deps.ts';

/** How long an agent waits for a CRM, ms. */
const patienceMs = 10_000;

/** What agents do about their calls. Each answers null when the agent has no part in such a call. */
export function createAgentActions(deps: CallServicesDeps) {
  const { db, pipeline, choices, clock } = deps;

  async function ownCall(agentId: string, callId: string): Promise<StoredCall | null> {
    const call = await queries.callById(db, callId);
    return call === null || toPop(pipeline.pops, call, agentId) === null ? null : call;
  }

  /** Through the one writer. A call that is logged already is planned anew. */
  async function change(
    agentId: string,
    callId: string,
    to: (call: StoredCall) => StoredCall,
  ): Promise<Pop | null> {
    await pipeline.calls.amend(callId, (call, dueAt) => ({
      call: to(call),
      dueAt: call.settledAt === null ? dueAt : clock(),
    }));
    const call = await queries.callById(db, callId);
    return call === null ? null : toPop(pipeline.pops, call, agentId);
  }

  return {
    async chooseMatch(agentId: string, callId: string, choice: ChosenRecord): Promise<Pop | null> {
      const call = await ownCall(agentId, callId);
      if (call === null) return null;
      const match = call.matches.find((one) => isSameRecord(one, choice));
      if (match === undefined) throw new Refusal('invalid', 'The call has no such match');
      const chosen = refOf(match);
      if (call.customer.e164 !== null) await choices.choose(call.customer.e164, chosen, agentId, clock());
      return change(agentId, callId, (now) => withChoice(now, chosen));
    },

    async writeNote(agentId: string, callId: string, { note, disposition }: NoteBody): Promise<Pop | null> {
      if ((await ownCall(agentId, callId)) === null) return null;
      return change(agentId, callId, (now) => {
        const others = now.notes.filter((one) => one.agentId !== agentId);
        const isEmpty = note === null && disposition === null;
        return { ...now, notes: isEmpty ? others : [...others, { agentId, note, disposition }] };
      });
    },

    async createPerson(agentId: string, callId: string, person: PersonBody): Promise<Pop | null> {
      const call = await ownCall(agentId, callId);
      if (call === null) return null;
      const match = await createRecord(deps, call, agentId, person);
      return change(agentId, callId, (now) => {
        const matches = [match, ...now.matches.filter((one) => !isSameRecord(one, match))];
        return withChoice({ ...now, lookup: 'done', matches }, refOf(match));
      });
    },
  };
}

async function createRecord(
  deps: CallServicesDeps,
  { customer }: StoredCall,
  agentId: string,
  { type, name, company, email, connection: wanted }: PersonBody,
): Promise<Match> {
  const phone = customer.e164;
  if (phone === null)
    throw new Refusal('invalid', 'The caller showed no number, so there is nobody to write down');
  const connection = connectionFor(deps, wanted);
  const ownerId =
    deps.agents.get(agentId)?.crmUsers.find((user) => user.connectionId === connection.id)?.userId ?? null;
  const match = await make(deps, connection, { type, name, company, email, phone, ownerId });
  await deps.choices.choose(phone, refOf(match), agentId, deps.clock());
  return match;
}

/** The one that was asked for, else the first that takes new people. */
function connectionFor({ connections }: CallServicesDeps, name: string | undefined): Connection {
  const able = connections.list().filter(({ connector }) => connector.createPerson !== undefined);
  const found = name === undefined ? able[0] : able.find((one) => one.name === name);
  if (found !== undefined) return found;
  const which = name === undefined ? 'No connection' : `The connection ${name}`;
  throw new Refusal('invalid', `${which} does not take new contacts`);
}

async function make(deps: CallServicesDeps, connection: Connection, person: NewPerson): Promise<Match> {
  try {
    const made = await deps.callers.findOrMake(connection, person, { ms: patienceMs, another: true });
    if ('match' in made && made.match !== null) return made.match;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new Refusal('conflict', `The CRM did not take the contact: ${error.message}`);
  }
  throw new Refusal('conflict', 'Somebody is being made of this caller right now; look again in a moment');
}

const refOf = ({ connection, type, id }: ChosenRecord): ChosenRecord => ({ connection, type, id });
