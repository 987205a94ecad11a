import type { Connector, NewPerson } from '../crm/contract.ts';
import { withDeadline, type Deadline } from '../crm/deadline.ts';
import { ConnectorError } from '../crm/errors.ts';
import type { ConnectionRules } from '../crm/rules.ts';
import type { Match } from '../model/contact.ts';
import type { Claimed } from './claims.ts';
import { failed, type Delivery, type DeliveryLimits } from './deliver.ts';
import type { Wanted } from './link.ts';
import { asConnectorError } from './outcome.ts';

/** What a CRM said of whom a call belongs to. */
export interface Found {
  /** Null: it was not asked for the PBX's lead. */
  lead: { id: string; match: Match | null } | null;
  /** Who has the number now; null: nobody was looked for. */
  person: { e164: string; match: Match } | null;
}

export interface ResolvingConnection {
  id: string;
  name: string;
  rules: Pick<ConnectionRules, 'neverMatch'>;
  connector: Connector;
}

export interface ResolveDeps {
  /**
   * Who has the person's number in the CRM; made when nobody has.
   *
   * @returns `match` null: nobody that is to be taken for a caller. `later`: somebody else is at it; epoch ms of when to ask again
   * @throws ConnectorError
   */
  findOrMakeCaller(
    connection: ResolvingConnection,
    person: NewPerson,
    limits: Omit<Deadline, 'missed'>,
  ): Promise<{ match: Match | null } | { later: number }>;
  /** Writes it down with the call, which is then planned anew. Resolves when that is durable. */
  noteFound(callId: string, connection: string, found: Found): Promise<void>;
}

/** The call is planned anew sooner than this; if not, it is asked for once more. */
const replannedMs = 60_000;

/**
 * Finds out in the CRM whom calls belong to, and makes people of callers that nobody knows. Rows of one number or one call
 * ask once. Never throws: whatever goes wrong is the result of each row it befell.
 */
export async function resolve(
  deps: ResolveDeps,
  connection: ResolvingConnection,
  batch: readonly Claimed[],
  limits: DeliveryLimits,
): Promise<Delivery[]> {
  const leads = new Map<string, Promise<Match | null>>();
  const people = new Map<string, ReturnType<ResolveDeps['findOrMakeCaller']>>();
  const notes = new Map<string, Promise<void>>();

  /** When to look at the row again, epoch ms; null: there is nobody, and nothing more to be found out. */
  const resolveOne = async ({ wanted, payload }: Claimed): Promise<number | null> => {
    const { leadId, person } = wanted ?? nothing;
    const lead =
      leadId === null ? null : await once(leads, leadId, () => findLead(connection, leadId, limits));
    const found: Found = { lead: leadId === null ? null : { id: leadId, match: lead }, person: null };
    if (lead === null && person !== null) {
      const made = await once(people, person.phone, () => deps.findOrMakeCaller(connection, person, limits));
      if ('later' in made) return made.later;
      if (made.match !== null) found.person = { e164: person.phone, match: made.match };
      else if (found.lead === null) return null;
    }
    await once(notes, payload.callId, () => deps.noteFound(payload.callId, connection.name, found));
    return limits.clock() + replannedMs;
  };

  return Promise.all(
    batch.map(async (claimed): Promise<Delivery> => {
      try {
        const at = await resolveOne(claimed);
        const again = {
          next: 'again',
          unsure: false,
          counts: false,
          dropLink: false,
          setback: null,
        } as const;
        const then = { ...again, at: at ?? limits.clock() };
        return { claimed, kind: 'resolve', sent: true, result: { ok: true, then, found: at !== null } };
      } catch (thrown) {
        return failed(claimed, 'resolve', inWords(thrown, claimed.wanted ?? nothing));
      }
    }),
  );
}

const nothing: Wanted = { leadId: null, person: null };

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before !== undefined) return before;
  const asked = ask();
  known.set(key, asked);
  return asked;
}

async function findLead(
  { connector }: ResolvingConnection,
  leadId: string,
  limits: DeliveryLimits,
): Promise<Match | null> {
  const { findById } = connector;
  if (findById === undefined) return null;
  return withDeadline({ ...limits, missed: 'unavailable' }, (x) =>
    findById.call(connector, { type: '', id: leadId }, x),
  );
}

/** A person whose write was lost is in doubt, not the activity: that one is surely not written yet. */
function inWords(thrown: unknown, { person }: Wanted): ConnectorError {
  const { code, message, details } = asConnectorError(thrown);
  const known = code === 'unknown_outcome' ? 'unavailable' : code;
  const what =
    person === null ? 'The lead cannot be looked up' : `No ${person.type} can be made of the caller`;
  return new ConnectorError(known, `${what}: ${message}`, details);
}
