import type { ConnectionRules } from '../crm/rules.ts';
import type { StoredCall } from '../model/call.ts';
import type { Match, RecordRef } from '../model/contact.ts';
import type { PlannedAgent } from './parties.ts';

export interface PlanInput {
  /** Settled. Of its matches only the connection's own count. */
  call: StoredCall;
  /** The source's name. */
  source: string;
  connection: {
    id: string;
    name: string;
    rules: ConnectionRules;
    /** Its CRM can be asked for a record by its id. */
    findsById: boolean;
  };
  /** By Ringside's agent id; `crmUserId` is the agent's in this connection. */
  agents: ReadonlyMap<string, PlannedAgent>;
  /** The customer's number is one of our own: nobody is made of it. */
  ownNumber: boolean;
}

/** The connection's own matches, best first. */
export function matchesHere({ call, connection }: PlanInput): Match[] {
  return call.matches.filter((match) => match.connection === connection.name);
}

/** What the PBX's `lead_id` is in this connection; null: it named none, none that is known to exist here, or its ids are another system's. */
export function leadHere(input: PlanInput): Match | null {
  const { call, connection } = input;
  const leadId = call.lead?.id ?? null;
  if (leadId === null || connection.rules.leadIds === 'ignore') return null;
  const named = call.named?.id === leadId ? call.named.matches : [];
  return (
    named.find((match) => match.connection === connection.name) ??
    matchesHere(input).find(({ id }) => id === leadId) ??
    null
  );
}

/** The record an agent chose for this number in this connection. */
export function chosenHere({ call, connection }: PlanInput): RecordRef | null {
  return call.chosen.find((choice) => choice.connection === connection.name) ?? null;
}
