import type { NewPerson } from '../crm/contract.ts';
import type { Match, RecordRef } from '../model/contact.ts';
import { wasAnswered, type TalkingParty } from './parties.ts';
import { chosenHere, leadHere, matchesHere, type PlanInput } from './plan-input.ts';

/** How long a call waits for the agent to choose among several matches. */
export const choiceMs = 2 * 60_000;

/** What has to be found out, or made, in the CRM before the activity may be written. */
export interface Wanted {
  /** The PBX's `lead_id`, which this CRM has not said anything of yet. */
  leadId: string | null;
  /** Nobody has the number here: whoever the CRM knows after all, else this person, to be made. */
  person: NewPerson | null;
}

/** The PBX knows best whom it dialled; then what a person chose; then the rule. */
export function linkOf(input: PlanInput, party: TalkingParty): RecordRef | null {
  const known = leadHere(input) ?? chosenHere(input);
  if (known !== null) return known;
  const matches = matchesHere(input);
  const [best] = matches;
  if (best === undefined || matches.length === 1) return best ?? null;
  const { severalMatches } = input.connection.rules;
  if (severalMatches === 'none' || severalMatches === 'ask') return null;
  return (severalMatches === 'owner' && ownedBy(party.crmUserId, matches)) || best;
}

function ownedBy(crmUserId: string | null, matches: readonly Match[]): Match | null {
  return matches.find(({ ownerId }) => ownerId !== null && ownerId === crmUserId) ?? null;
}

/** Until when the call waits for an agent's choice, epoch ms; null: there is nothing to choose. */
export function waitsUntil(input: PlanInput): number | null {
  const { call, connection } = input;
  const known = leadHere(input) ?? chosenHere(input);
  if (connection.rules.severalMatches !== 'ask' || known !== null || matchesHere(input).length < 2)
    return null;
  return (call.settledAt ?? call.startedAt) + choiceMs;
}

/** @param name of the customer; null: unknown */
export function wantedOf(input: PlanInput, party: TalkingParty, name: string | null): Wanted | null {
  const leadId = leadWanted(input);
  const person = personWanted(input, party, name);
  return leadId === null && person === null ? null : { leadId, person };
}

function leadWanted({ call, connection }: PlanInput): string | null {
  const leadId = call.lead?.id ?? null;
  if (leadId === null || !connection.findsById || connection.rules.leadIds === 'ignore') return null;
  const answered = call.named?.id === leadId ? call.named.answered : [];
  return answered.includes(connection.name) ? null : leadId;
}

function personWanted(input: PlanInput, party: TalkingParty, name: string | null): NewPerson | null {
  const type = personTypes[input.connection.rules.unknownCaller];
  const phone = outsideNumber(input);
  const known = leadHere(input) !== null || chosenHere(input) !== null || matchesHere(input).length > 0;
  if (type === null || phone === null || known) return null;
  return { type, name: name ?? phone, company: null, phone, email: null, ownerId: party.ownerId };
}

const personTypes = { log: null, skip: null, create_lead: 'lead', create_contact: 'contact' } as const;

/**
 * The number (E.164) of somebody outside; null: nobody is to be made of this call. Withheld callers, extensions and our own
 * numbers are nobody's; a fax machine is no person; and a number that an agent dialled in vain may have been a slip of
 * the finger.
 */
function outsideNumber({ call, connection, ownNumber }: PlanInput): string | null {
  const { e164, withheld, internal } = call.customer;
  const inVain = call.direction === 'outbound' && !wasAnswered(call);
  const never = connection.rules.neverMatch.numbers.some(
    (number) => number.replaceAll(/[^\d+]/g, '') === e164,
  );
  return withheld || internal || ownNumber || never || inVain || call.kind === 'fax' ? null : e164;
}
