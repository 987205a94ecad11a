import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewPerson } from '../../src/crm/contract.ts';
import { createNewCallers } from '../../src/lookup/new-callers.ts';
import type { Match } from '../../src/model/contact.ts';
import type { Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { aCaller as person, aCrm } from './people-crm.ts';

const minute = 60_000;
const neverMatch = { numbers: [], companies: [], records: ['our-own'] };

describeEachDatabase('people made of unknown callers', (open) => {
  let db: Db;
  let other: Db;
  const time = { now: Date.UTC(2026, 10, 16, 9) };
  let crm: ReturnType<typeof aCrm>;

  beforeAll(async () => {
    const opened = await open();
    db = opened.db;
    other = (await opened.another()).db;
  });
  beforeEach(async () => {
    crm = aCrm(time, 30_000);
    for (const table of ['new_callers', 'phone_index'] as const) await db.deleteFrom(table).execute();
  });

  const ask = (within = db, { name = person.name, ...how }: { another?: boolean; name?: string } = {}) =>
    createNewCallers({ db: within, clock: () => time.now }).findOrMake(
      { id: 'k1', name: 'sales', rules: { neverMatch }, connector: crm.connector },
      { ...person, name },
      { ms: 5_000, ...how },
    );
  /** Asked again whenever that is said to be of use, until somebody is there. */
  async function madeInTheEnd(how: Parameters<typeof ask>[1] = {}): Promise<Match> {
    for (let tries = 0; tries < 100; tries += 1) {
      const made = await ask(db, how).catch(() => ({ later: time.now + 5_000 }));
      if ('match' in made && made.match !== null) return made.match;
      if ('later' in made) time.now = made.later;
    }
    throw new Error('nobody was made');
  }

  it('are in the phone index at once, and believed before the CRM’s search knows them', async () => {
    expect(await ask()).toMatchObject({
      match: { connection: 'sales', type: 'lead', id: 'p1', name: 'Nora' },
    });
    expect(await db.selectFrom('phone_index').selectAll().execute()).toMatchObject([
      { e164: person.phone, connection_id: 'k1', record_type: 'lead', record_id: 'p1', owner_id: '0051' },
    ]);
    expect(await ask()).toMatchObject({ match: { id: 'p1' } });
    expect(crm.people).toHaveLength(1);
  });

  it('are not made where the CRM knows the number after all', async () => {
    crm.add(person.phone);
    time.now += minute;
    expect(await ask()).toMatchObject({ match: { id: 'p1' } });
    expect(crm.people).toHaveLength(1);
  });

  it('are made once, however many processes ask at the same time', async () => {
    const answers = await Promise.all([ask(), ask(other), ask(), ask(other)]);
    expect(answers.filter((answer) => 'match' in answer)).not.toEqual([]);
    expect(await madeInTheEnd()).toMatchObject({ id: 'p1' });
    expect(crm.people).toHaveLength(1);
  });

  it('whose answer was lost are looked for until the search must know them, and not made twice', async () => {
    crm.willEnd('lost');
    await expect(ask()).rejects.toMatchObject({ code: 'unknown_outcome' });
    expect(await ask()).toEqual({ later: time.now + 5_000 });
    expect(await madeInTheEnd()).toMatchObject({ id: 'p1' });
    expect(crm.people).toHaveLength(1);
  });

  it('of whom nothing arrived are made in the end', async () => {
    crm.willEnd('cut_before');
    await expect(ask()).rejects.toMatchObject({ code: 'unknown_outcome' });
    expect(await madeInTheEnd()).toMatchObject({ id: 'p1' });
    expect(crm.people).toHaveLength(1);
  });

  it('survive a process that dies after the write: the next one finds the intent', async () => {
    const dead = {
      ...crm.connector,
      createPerson: async (one: NewPerson) => {
        await crm.connector.createPerson?.(one, { signal: AbortSignal.timeout(1_000), deadline: new Date() });
        return new Promise<never>(() => undefined);
      },
    };
    const begun = createNewCallers({ db: other, clock: () => time.now }).findOrMake(
      { id: 'k1', name: 'sales', rules: { neverMatch }, connector: dead },
      person,
      { ms: 2_000_000 },
    );
    begun.catch(() => undefined);
    while (crm.people.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await ask()).toEqual({ later: time.now + 5_000 });
    time.now += 2 * 2_000_000 + minute;
    expect(await madeInTheEnd()).toMatchObject({ id: 'p1' });
    expect(crm.people).toHaveLength(1);
  });

  it('that were refused leave nothing behind, and are made when the CRM takes them', async () => {
    crm.willEnd('rejected', 'forbidden');
    await expect(ask()).rejects.toMatchObject({ code: 'rejected' });
    expect(await db.selectFrom('new_callers').selectAll().execute()).toEqual([]);
    await expect(ask()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await ask()).toMatchObject({ match: { id: 'p1' } });
  });

  it('that somebody made meanwhile are those', async () => {
    crm.willEnd('conflict');
    expect(await ask()).toMatchObject({ match: { id: 'p1' } });
  });

  it('and were deleted in the CRM are made anew, once the CRM has had time to tell', async () => {
    await ask();
    crm.people.pop();
    time.now += 3 * minute;
    expect(await ask()).toMatchObject({ match: { id: 'p1' } });
    expect(crm.people).toHaveLength(1);
  });

  it('are not made of a number whose records are never callers', async () => {
    crm.add(person.phone, 'our-own');
    time.now += minute;
    expect(await ask()).toEqual({ match: null });
    expect(crm.people).toHaveLength(1);
  });

  describe('by an agent', () => {
    const another = { another: true };
    const mother = { ...another, name: 'Nora  NOVÁ' };

    it('are made beside whoever has the number, and each once', async () => {
      await ask();
      expect(await ask(db, { ...another, name: 'Nora Nová' })).toMatchObject({ match: { id: 'p2' } });
      // The answer to the agent was lost; the search does not know anybody yet.
      expect(await ask(db, mother)).toMatchObject({ match: { id: 'p2' } });
      time.now += 3 * minute;
      expect(await ask(db, mother)).toMatchObject({ match: { id: 'p2' } });
      expect(await ask(db, another)).toMatchObject({ match: { id: 'p1' } });
      expect(crm.people).toHaveLength(2);
    });

    it.each(['lost', 'cut_before'] as const)(
      'are not taken for somebody else with the number when the answer is %s',
      async (end) => {
        crm.add(person.phone, 'karel', 'Karel Novák');
        time.now += minute;
        crm.willEnd(end);
        await expect(ask(db, mother)).rejects.toMatchObject({ code: 'unknown_outcome' });
        expect(await ask(db, mother)).toEqual({ later: time.now + 5_000 });
        expect(await madeInTheEnd(mother)).toMatchObject({ id: 'p2' });
        expect(crm.people).toHaveLength(2);
      },
    );

    it('are the same whom a rule was about to make when its answer was lost', async () => {
      crm.willEnd('lost');
      await expect(ask()).rejects.toMatchObject({ code: 'unknown_outcome' });
      expect(await madeInTheEnd(mother)).toMatchObject({ id: 'p1' });
      expect(crm.people).toHaveLength(1);
    });

    it('and refused take nothing from what is known of the number', async () => {
      await ask();
      crm.willEnd('rejected');
      await expect(ask(db, mother)).rejects.toMatchObject({ code: 'rejected' });
      expect(await ask()).toMatchObject({ match: { id: 'p1' } });
      expect(crm.people).toHaveLength(1);
    });

    it('in doubt stay in doubt, whatever a rule finds out meanwhile', async () => {
      await ask();
      crm.willEnd('lost');
      await expect(ask(db, mother)).rejects.toMatchObject({ code: 'unknown_outcome' });
      expect(await ask()).toMatchObject({ match: { id: 'p1' } });
      expect(await ask(db, mother)).toEqual({ later: time.now + 5_000 });
      expect(await madeInTheEnd(mother)).toMatchObject({ id: 'p2' });
      expect(crm.people).toHaveLength(2);
    });
  });
});
