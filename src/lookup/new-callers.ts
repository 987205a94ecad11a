import type { Connector, Ctx, NewPerson } from '../crm/contract.ts';
import { withDeadline, type Deadline } from '../crm/deadline.ts';
import { ConnectorError } from '../crm/errors.ts';
import type { Match, RecordRef } from '../model/contact.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import { mayBeCaller, type NeverMatch } from './callers.ts';
import {
  claimCaller,
  keepCaller,
  noteIntent,
  releaseCaller,
  type CallerClaim,
  type CallerKey,
} from './new-caller-rows.ts';
import { phoneQueryOf } from './phone-query.ts';

/** For so long a CRM's own search may not know of a record: ours is believed, and a lost write is not repeated. */
const searchLagMs = 2 * 60_000;
/** Somebody else is at it, or the CRM's search is waited for. */
const lookAgainMs = 5_000;
/** Longest: a look, a write, and time to write it down. */
const deadlinesPerPerson = 2;
const writingMs = 10_000;

interface PeopleConnection {
  id: string;
  name: string;
  rules: { neverMatch: NeverMatch };
  connector: Connector;
}

export interface FindOrMake extends Omit<Deadline, 'missed'> {
  /** A person wants this one made, by name, whoever else has the number. */
  another?: boolean;
}

/** People made of callers that nobody knows. */
export interface NewCallers {
  /**
   * Who has the person's number in this CRM; made when nobody has, and in the phone index at once. Once, however many
   * ask, wherever a process dies and whatever answer is lost: the intent is in the database before the CRM hears of
   * it, and who finds an intent looks before writing.
   *
   * @returns `match` null: who has the number is never to be taken for a caller (`neverMatch`), and nobody is made.
   * `later`: somebody else is at it, or an answer was lost a moment ago; epoch ms of when to ask again
   * @throws ConnectorError `rejected` also for a CRM that takes no people
   */
  readonly findOrMake: (
    connection: PeopleConnection,
    person: NewPerson,
    how: FindOrMake,
  ) => Promise<{ match: Match | null } | { later: number }>;
}

export function createNewCallers({ db, clock }: { db: Db; clock: Clock }): NewCallers {
  return {
    async findOrMake(connection, person, { another = false, ...limits }) {
      const key: CallerKey = { connectionId: connection.id, e164: person.phone };
      const now = clock();
      const claim = await claimCaller(db, key, now, limits.ms * deadlinesPerPerson + writingMs);
      if (claim === null) return { later: now + lookAgainMs };
      const release = async (thrown: unknown, unsure: boolean): Promise<never> => {
        await releaseCaller(db, key, claim, unsure);
        throw thrown;
      };
      const knowing = { claim, now, another, limits };
      const known = await knownCaller(connection, person, knowing).catch((error: unknown) =>
        release(error, claim.unsure),
      );
      if (known === 'ours' || isKept(known, claim)) {
        await releaseCaller(db, key, claim, claim.unsure);
        return { match: known === 'ours' ? null : known };
      }
      if (known === null && mayAppear(claim, now)) {
        await releaseCaller(db, key, claim, true);
        return { later: now + lookAgainMs };
      }
      const makeNow = async (): Promise<Match> => {
        await noteIntent(db, key, person.name, clock());
        return make(connection, person, limits).catch((error: unknown) =>
          release(error, mayHaveWritten(error)),
        );
      };
      const match = known ?? (await makeNow());
      await keepCaller(db, key, match, clock());
      return { match };
    },
  };
}

/** Another one may be in doubt all the same. */
function isKept(known: Match | null, { ref }: CallerClaim): boolean {
  return known !== null && known.id === ref?.id;
}

/** A write in doubt that the CRM's search need not know of yet. */
function mayAppear({ unsure, triedAt }: CallerClaim, now: number): boolean {
  return unsure && now - (triedAt ?? 0) < searchLagMs;
}

/** CRMs take names apart and put them together again. */
function isSameName(a: string | null, b: string): boolean {
  return a !== null && asCompared(a) === asCompared(b);
}

const asCompared = (name: string): string => name.trim().replaceAll(/\s+/g, ' ').toLowerCase();

function mayHaveWritten(error: unknown): boolean {
  return !(error instanceof ConnectorError) || error.code === 'unknown_outcome';
}

interface Knowing {
  claim: CallerClaim;
  now: number;
  another: boolean;
  limits: Omit<Deadline, 'missed'>;
}

/** `ours`: the number has records, and none of them is a caller. */
async function knownCaller(
  connection: PeopleConnection,
  person: NewPerson,
  { claim, now, another, limits }: Knowing,
): Promise<Match | 'ours' | null> {
  const made = madeJustNow(claim, now);
  const isMeant = !another || (!claim.unsure && isSameName(claim.name, person.name));
  if (made !== null && isMeant) return asMatch(connection, person, made);
  const look = (x: Ctx): Promise<Match[]> => connection.connector.findByPhone(phoneQueryOf(person.phone), x);
  const found = await withDeadline({ ...limits, missed: 'unavailable' }, look);
  if (another) return namedLike(person, claim, found);
  const { neverMatch } = connection.rules;
  const best = found.find((match) => mayBeCaller(person.phone, match, neverMatch));
  return best ?? (found.length > 0 ? 'ours' : null);
}

/** Who was made, while the CRM's search may not know of them. */
function madeJustNow({ ref, madeAt }: CallerClaim, now: number): RecordRef | null {
  return now - (madeAt ?? 0) < searchLagMs ? ref : null;
}

/** What was written and never answered counts as made, whoever asked for it. */
function namedLike(
  { name: wanted }: NewPerson,
  { unsure, name }: CallerClaim,
  found: readonly Match[],
): Match | null {
  const written = unsure ? [name ?? found[0]?.name ?? ''] : [];
  return found.find((match) => [wanted, ...written].some((one) => isSameName(match.name, one))) ?? null;
}

/** Somebody made the same person meanwhile: that record it is. */
async function make(
  connection: PeopleConnection,
  person: NewPerson,
  limits: Omit<Deadline, 'missed'>,
): Promise<Match> {
  const { connector } = connection;
  const create = connector.createPerson?.bind(connector);
  if (create === undefined) throw new ConnectorError('rejected', 'This CRM takes no new people');
  try {
    const ref = await withDeadline({ ...limits, missed: 'unknown_outcome' }, (x) => create(person, x));
    return asMatch(connection, person, ref);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'conflict') throw error;
    if (error.details.existing !== undefined) return asMatch(connection, person, error.details.existing);
    // There is one, but not under this number, and the CRM does not say which.
    throw new ConnectorError('rejected', error.message, { ...error.details, cause: error });
  }
}

function asMatch(
  { name: connection, connector }: PeopleConnection,
  person: NewPerson,
  ref: RecordRef,
): Match {
  const { name, company, ownerId } = person;
  const { type, id } = ref;
  return { connection, type, id, name, company, url: connector.recordUrl(ref), ownerId, matchedOn: 'Phone' };
}
