import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../src/store/database.ts';
import { anActivity } from '../activity/builders.ts';
import { describeConnector } from '../contracts/connector.ts';
import { karel, karelsNumber, within } from '../contracts/under-test.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { openBook, openDirectory, openUnderTest } from './directory-under-test.ts';

describeEachDatabase('directory', (open) => {
  let db: Db;

  beforeAll(async () => {
    ({ db } = await open());
  });

  describeConnector('directory', {
    open: () => openUnderTest(db),
    additionalTests(current) {
      test('one key can be logged in two books of the same installation', async () => {
        const [first] = await current().connector.logCalls([anActivity()], within());
        const [second] = await openDirectory(db, 'other').logCalls([anActivity()], within());
        expect(second?.ok).toBe(true);
        expect(second).not.toEqual(first);
      });

      test('a book does not show what is in another', async () => {
        const [ref] = await current().seed([karel]);
        const other = openDirectory(db, 'other');
        expect(await other.findByPhone(karelsNumber, within())).toEqual([]);
        expect(await other.findById?.({ type: 'contact', id: ref?.id ?? '' }, within())).toBeNull();
        const [result] = await other.logCalls([anActivity({ link: ref ?? null })], within());
        expect(result).toMatchObject({ ok: false, error: { code: 'not_found' } });
      });

      test('the mirror reads on in pages of a thousand, each contact once', async () => {
        const many = Array.from({ length: 2_300 }, (_, n) => ({
          name: `N ${String(n)}`,
          phones: [String(420_600_000_000 + n)],
        }));
        await openBook(db).upsertContacts('contacts', many, 'provision');
        const sizes = [];
        const ids = new Set<string>();
        for await (const page of current().connector.contactChanges?.(null, within()) ?? []) {
          sizes.push(page.upserts.length);
          for (const { id } of page.upserts) ids.add(id);
        }
        expect(sizes).toEqual([1_000, 1_000, 300]);
        expect(ids.size).toBe(2_300);
      });

      test('the mirror tells numbers as the contact’s own country dials them', async () => {
        const local = { name: 'Hana', phones: ['777 000 333'], country: 'CZ' };
        await openBook(db).upsertContacts('contacts', [local], 'provision');
        const numbers = [];
        for await (const page of current().connector.contactChanges?.(null, within()) ?? []) {
          for (const { phones } of page.upserts) numbers.push(...phones.map(({ number }) => number));
        }
        expect(numbers).toEqual(['+420777000333']);
      });

      test('writers side by side never share a version: no mirror can miss one', async () => {
        const book = openBook(db);
        const one = (n: number) =>
          book.upsertContacts(
            'contacts',
            [{ name: `N ${String(n)}`, phones: ['+420 600 000 00' + String(n)] }],
            'person',
          );
        await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(one));
        const rows = await db.selectFrom('directory_contacts').select('version').execute();
        expect(new Set(rows.map(({ version }) => version)).size).toBe(8);
      });

      test('creating the same person twice makes one', async () => {
        const person = {
          type: 'lead',
          name: 'Anna',
          company: null,
          phone: '+420602123456',
          email: null,
          ownerId: null,
        } as const;
        const { connector } = current();
        const refs = await Promise.all([1, 2, 3].map(async () => connector.createPerson?.(person, within())));
        expect(new Set(refs.map((ref) => ref?.id)).size).toBe(1);
      });

      test('numbers without + are read in the book’s country', async () => {
        const book = openBook(db);
        await book.upsertContacts(
          'contacts',
          [{ name: 'Karel', phones: ['591 166 223'], country: 'CZ' }],
          'provision',
        );
        expect(await current().connector.findByPhone(karelsNumber, within())).toMatchObject([
          { name: 'Karel' },
        ]);
      });
    },
  });
});
