import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connector, ContactPage, NewPerson } from '../../src/crm/contract.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { anActivity } from '../activity/builders.ts';
import { describeFaults } from './connector-faults.ts';
import {
  anna,
  caught,
  karel,
  karelsNumber,
  nobodysNumber,
  within,
  type ConnectorSuite,
  type ConnectorUnderTest,
  type SeedContact,
} from './under-test.ts';

/** What every connector promises the core. Vendors' fakes speak real HTTP; `directory` is the reference. */
export function describeConnector(name: string, suite: ConnectorSuite): void {
  describe(`the connector ${name}`, () => {
    let under: ConnectorUnderTest;
    const connector = (): Connector => under.connector;

    beforeEach(async () => {
      under = await suite.open();
    });
    afterEach(() => under.close());

    const seedOne = async (contact: SeedContact): Promise<RecordRef> => {
      const [ref] = await under.seed([contact]);
      if (ref === undefined) throw new Error('nothing was seeded');
      return ref;
    };
    const linked = (link: RecordRef | null, key = 'rs-c1-1') => anActivity({ key, link });
    const log = (...activities: CallActivity[]) => connector().logCalls(activities, within());
    const logOne = async (activity: CallActivity): Promise<RecordRef> => {
      const [result] = await log(activity);
      if (result?.ok !== true) throw new Error('it was not logged', { cause: result?.error });
      return result.ref;
    };

    describe('check', () => {
      test('names the account and how repeated keys are kept apart', async () => {
        const info = await connector().check(within());
        expect(info.account).not.toBe('');
        expect(['unique_key', 'find_first']).toContain(info.idempotency);
      });
    });

    describe('findByPhone', () => {
      test('finds whose number it is, with a link to open', async () => {
        const ref = await seedOne(karel);
        const [match, ...others] = await connector().findByPhone(karelsNumber, within());
        expect(others).toEqual([]);
        expect(match).toMatchObject({
          ...ref,
          connection: under.connection,
          name: karel.name,
          company: karel.company,
        });
        expect(match?.matchedOn).not.toBe('');
        expect(match?.url).toBe(connector().recordUrl(ref));
        expect(() => new URL(match?.url ?? '')).not.toThrow();
      });

      test('finds everyone who shares a number, the one changed last first', async () => {
        const [, last] = await under.seed([karel, { ...anna, phone: karel.phone }]);
        const matches = await connector().findByPhone(karelsNumber, within());
        expect(matches).toHaveLength(2);
        expect(matches[0]?.id).toBe(last?.id);
      });

      test('finds nobody by a number that nobody has', async () => {
        await under.seed([karel, anna]);
        expect(await connector().findByPhone(nobodysNumber, within())).toEqual([]);
      });

      test('does not find who was removed', async () => {
        await under.remove(await seedOne(karel));
        expect(await connector().findByPhone(karelsNumber, within())).toEqual([]);
      });
    });

    describe('findById', () => {
      test('finds a record also when its type is not known; nothing for an id that is nowhere', async ({
        skip,
      }) => {
        const findById = connector().findById?.bind(connector());
        if (findById === undefined) return skip('this connector does not look records up by id');
        const ref = await seedOne(karel);
        expect(await findById(ref, within())).toMatchObject({ ...ref, name: karel.name });
        expect(await findById({ type: '', id: ref.id }, within())).toMatchObject(ref);
        expect(await findById({ type: '', id: 'nowhere' }, within())).toBeNull();
      });
    });

    describe('logCalls', () => {
      test('writes each call once, under the record it belongs to, results in order', async () => {
        const ref = await seedOne(karel);
        const results = await log(linked(ref), linked(null, 'rs-c2-1'), linked(ref, 'rs-c3-1'));
        expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
        const ids = results.map((result) => (result.ok ? result.ref.id : null));
        expect(new Set(ids).size).toBe(3);
        expect(await under.recordsOf('rs-c1-1')).toMatchObject([{ link: ref.id }]);
        expect(await under.recordsOf('rs-c2-1')).toMatchObject([{ link: null }]);
        expect(await connector().findActivity('rs-c3-1', within())).toMatchObject({ id: ids[2] });
      });

      test('takes nothing for nothing', async () => {
        expect(await log()).toEqual([]);
      });

      test('the same key twice is the same record, whatever else changed', async () => {
        const first = await logOne(anActivity());
        expect(await logOne(anActivity({ subject: 'Another subject' }))).toEqual(first);
        expect(await under.recordsOf('rs-c1-1')).toHaveLength(1);
      });

      test('the same key again beside a new one harms neither', async () => {
        const first = await logOne(anActivity());
        const results = await log(anActivity(), anActivity({ key: 'rs-c2-1' }));
        expect(results).toMatchObject([{ ok: true, ref: first }, { ok: true }]);
        expect(await under.recordsOf('rs-c2-1')).toHaveLength(1);
      });

      test('takes texts as people write them', async () => {
        const awkward = `O'Brien & "Co"; DROP TABLE x; -- 🙂 ${'ž'.repeat(200)}`;
        await logOne(
          anActivity({ subject: awkward.slice(0, 255), note: awkward, tags: ['a,b', '<b>'], queue: "q'1" }),
        );
        expect(await under.recordsOf('rs-c1-1')).toHaveLength(1);
      });

      test('tells that the record linked to is gone, and logs the others', async () => {
        const gone = await seedOne(karel);
        await under.remove(gone);
        const results = await log(linked(gone), linked(null, 'rs-c2-1'));
        expect(results[0]).toMatchObject({ ok: false, error: { code: 'not_found' } });
        expect(results[1]).toMatchObject({ ok: true });
        expect(await under.recordsOf('rs-c1-1')).toEqual([]);
        expect(await logOne(linked(null))).toBeDefined();
      });
    });

    describe('findActivity', () => {
      test('finds what was written, and null for what was not', async () => {
        const ref = await logOne(anActivity());
        expect(await connector().findActivity('rs-c1-1', within())).toEqual(ref);
        expect(await connector().findActivity('rs-c9-1', within())).toBeNull();
      });
    });

    describe('updateCall', () => {
      test('changes what is named and leaves the rest', async ({ skip }) => {
        const updateCall = connector().updateCall?.bind(connector());
        if (updateCall === undefined) return skip('this connector does not change records');
        const contact = await seedOne(karel);
        const ref = await logOne(linked(contact));
        await updateCall(ref, { note: 'Call back on Monday' }, within());
        expect(await under.recordsOf('rs-c1-1')).toEqual([{ link: contact.id, note: 'Call back on Monday' }]);
        await updateCall(ref, { link: null }, within());
        expect(await under.recordsOf('rs-c1-1')).toEqual([{ link: null, note: 'Call back on Monday' }]);
      });

      test('tells that the record is not there', async ({ skip }) => {
        const updateCall = connector().updateCall?.bind(connector());
        if (updateCall === undefined) return skip('this connector does not change records');
        const ref = await logOne(anActivity());
        const error = await caught(updateCall({ ...ref, id: 'nowhere' }, { note: 'x' }, within()));
        expect(error.code).toBe('not_found');
      });
    });

    describe('createPerson', () => {
      const person: NewPerson = {
        type: 'contact',
        name: anna.name,
        company: null,
        phone: '+420602123456',
        email: null,
        ownerId: null,
      };

      test('makes a record that calls can be logged under', async ({ skip }) => {
        const createPerson = connector().createPerson?.bind(connector());
        if (createPerson === undefined) return skip('this connector makes no records');
        const ref = await createPerson(person, within());
        await logOne(linked(ref));
        expect(await under.recordsOf('rs-c1-1')).toMatchObject([{ link: ref.id }]);
      });
    });

    describe('listUsers', () => {
      test('tells each user once', async () => {
        const ids = [];
        for await (const user of connector().listUsers(within())) ids.push(user.id);
        expect(new Set(ids).size).toBe(ids.length);
      });
    });

    describe('contactChanges', () => {
      const changes = async (cursor: string | null): Promise<ContactPage[]> => {
        const pages = [];
        for await (const page of connector().contactChanges?.(cursor, within()) ?? []) pages.push(page);
        return pages;
      };
      const names = (pages: readonly ContactPage[]) =>
        pages.flatMap(({ upserts }) => upserts.map(({ name }) => name));

      test('tells everyone first, then only what changed since, and who is gone', async ({ skip }) => {
        if (connector().contactChanges === undefined) return skip('this connector has no mirror');
        const [first] = await under.seed([karel, anna]);
        const all = await changes(null);
        expect(names(all).sort()).toEqual([anna.name, karel.name]);
        expect(all.flatMap(({ upserts }) => upserts).find(({ name }) => name === karel.name)).toMatchObject({
          ...first,
          company: karel.company,
          phones: [{ number: karel.phone }],
        });
        const cursor = all.at(-1)?.cursor ?? null;
        expect(names(await changes(cursor))).toEqual([]);

        if (first !== undefined) await under.remove(first);
        await under.seed([{ ...anna, name: 'Petr Nový' }]);
        const later = await changes(cursor);
        expect(names(later)).toEqual(['Petr Nový']);
        expect(later.flatMap(({ deletes }) => deletes)).toEqual([first]);
      });

      test('tells everyone again when it begins again', async ({ skip }) => {
        if (connector().contactChanges === undefined) return skip('this connector has no mirror');
        await under.seed([karel, anna]);
        await changes(null);
        expect(names(await changes(null)).sort()).toEqual([anna.name, karel.name]);
      });
    });

    describe('an aborted request', () => {
      test('ends as one of the core’s errors', async () => {
        const x = { signal: AbortSignal.abort(), deadline: new Date(0) };
        const error = await caught(connector().findByPhone(karelsNumber, x));
        expect(error.code).toBe('unavailable');
      });
    });

    if (suite.faults !== undefined) describeFaults(suite.faults, () => under);
    suite.additionalTests?.(() => under);
  });
}
