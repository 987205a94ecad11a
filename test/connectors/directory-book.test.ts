import { beforeAll, expect, test } from 'vitest';
import type { Book } from '../../connectors/directory/book.ts';
import { inWritingOrder } from '../../connectors/directory/contacts.ts';
import type { Db } from '../../src/store/database.ts';
import { anActivity, start } from '../activity/builders.ts';
import { within } from '../contracts/under-test.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { emptyDirectory, openBook, openDirectory } from './directory-under-test.ts';

describeEachDatabase('the contact book', (open) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = await open());
  });

  let book: Book;
  const novak = {
    name: 'Karel Novák',
    company: 'Novák s.r.o.',
    phones: ['+420 591 166 223', '+420 602 000 111'],
  };
  const versions = () =>
    db.selectFrom('directory_contacts').select(['id', 'version', 'deleted']).orderBy('id').execute();

  const fill = async () => {
    await emptyDirectory(db);
    book = openBook(db);
    const [id] = await book.upsertContacts('contacts', [novak], 'provision');
    if (id === undefined) throw new Error('nothing was put into the book');
    return id;
  };

  test('the same file at every start changes nothing', async () => {
    const id = await fill();
    const before = await versions();
    expect(await book.upsertContacts('contacts', [novak], 'provision')).toEqual([id]);
    expect(await versions()).toEqual(before);
  });

  test('a changed company is the same contact, with a new version', async () => {
    const id = await fill();
    const [before] = await versions();
    expect(await book.upsertContacts('contacts', [{ ...novak, company: 'Nová a.s.' }], 'provision')).toEqual([
      id,
    ]);
    const [after, ...others] = await versions();
    expect(others).toEqual([]);
    expect(after?.version).toBeGreaterThan(before?.version ?? 0);
    expect(await book.contact('contacts', id)).toMatchObject({ company: 'Nová a.s.' });
  });

  test('a given id keeps its contact across a change of name and number, and belongs to one book', async () => {
    await fill();
    await book.upsertContacts(
      'contacts',
      [{ id: 'sample-1', name: 'Eva', phones: ['+420 603 111 222'] }],
      'sample',
    );
    await book.upsertContacts(
      'contacts',
      [{ id: 'sample-1', name: 'Eva Nová', phones: ['+420 603 111 333'] }],
      'sample',
    );
    expect(await book.contact('contacts', 'sample-1')).toMatchObject({
      name: 'Eva Nová',
      phones: [{ number: '+420 603 111 333', label: 'Phone' }],
    });
    const stealing = book.upsertContacts('other', [{ id: 'sample-1', name: 'X', phones: [] }], 'sample');
    await expect(stealing).rejects.toThrow('belongs to the connection contacts already');
  });

  test('what one origin put there goes together and can come back', async () => {
    const id = await fill();
    const [sample] = await book.upsertContacts(
      'contacts',
      [{ name: 'Eva', phones: ['+420 603 111 222'] }],
      'sample',
    );
    expect(await book.deleteByOrigin('contacts', 'sample')).toBe(1);
    expect(await book.contact('contacts', sample ?? '')).toBeNull();
    expect(await book.contact('contacts', id)).not.toBeNull();
    expect(
      await book.upsertContacts('contacts', [{ name: 'Eva', phones: ['+420 603 111 222'] }], 'sample'),
    ).toEqual([sample]);
    expect(await book.contact('contacts', sample ?? '')).toMatchObject({ name: 'Eva' });
  });

  test('shows a contact with its calls, newest first, by its own id or a call’s', async () => {
    const id = await fill();
    const link = { type: 'contact', id };
    const [, second] = await openDirectory(db).logCalls(
      [
        anActivity({ key: 'rs-c1-1', callId: 'c1', link }),
        anActivity({
          key: 'rs-c2-1',
          callId: 'c2',
          link,
          startedAt: start + 60_000,
          note: 'Wants a quote',
          tags: ['vip'],
        }),
      ],
      within(),
    );
    const contact = await book.contact('contacts', id);
    expect(contact).toMatchObject({
      connection: 'contacts',
      id,
      name: 'Karel Novák',
      company: 'Novák s.r.o.',
      history: [
        {
          callId: 'c2',
          startedAt: '2026-11-16T09:01:00.000Z',
          agent: 'Martin',
          note: 'Wants a quote',
          tags: ['vip'],
        },
        {
          callId: 'c1',
          direction: 'inbound',
          outcome: 'answered',
          talkMs: 60_000,
          recorded: false,
          queue: null,
        },
      ],
    });
    expect(contact?.phones.map(({ number }) => number).sort()).toEqual([...novak.phones].sort());
    expect(await book.contact('contacts', second?.ok === true ? second.ref.id : '')).toEqual(contact);
    expect(await book.contact('other', id)).toBeNull();
    expect(await book.contact('contacts', 'nobody')).toBeNull();
  });

  test('a call of an unknown caller is shown by itself', async () => {
    await fill();
    const [result] = await openDirectory(db).logCalls([anActivity()], within());
    const id = result?.ok === true ? result.ref.id : '';
    expect(await book.contact('contacts', id)).toMatchObject({
      id,
      name: '+420591166223',
      phones: [{ number: '+420591166223' }],
      history: [{ callId: 'c1' }],
    });
  });

  test('shows at most 200 calls', async () => {
    const id = await fill();
    const link = { type: 'contact', id };
    const calls = Array.from({ length: 201 }, (_, n) =>
      anActivity({ key: `rs-c${String(n)}-1`, link, startedAt: start + n }),
    );
    await openDirectory(db).logCalls(calls, within());
    expect((await book.contact('contacts', id))?.history).toHaveLength(200);
  });

  test('half an upsert is none', async () => {
    await fill();
    const before = await versions();
    const failing = inWritingOrder(db, async (trx) => {
      await trx.deleteFrom('directory_phones').execute();
      throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    expect(await versions()).toEqual(before);
  });
});
