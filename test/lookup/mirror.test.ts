import { sql } from 'kysely';
import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContactPage, Ctx } from '../../src/crm/contract.ts';
import { rememberContact } from '../../src/lookup/remember.ts';
import { createMirror, type Mirror } from '../../src/lookup/mirror.ts';
import type { MirroredContact } from '../../src/model/contact.ts';
import type { Db } from '../../src/store/database.ts';
import { addConnectionRow } from '../activity/installation.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

type Phones = readonly string[];

const contact = (id: string, phones: Phones, change: Partial<MirroredContact> = {}): MirroredContact => ({
  ...{
    type: 'contact',
    id,
    name: `Name of ${id}`,
    company: null,
    ownerId: null,
    country: null,
    changedAt: 1,
  },
  phones: phones.map((number) => ({ number, label: 'Phone' })),
  ...change,
});

const page = (cursor: string, change: Partial<ContactPage> = {}): ContactPage => ({
  ...{ upserts: [], deletes: [], cursor, progress: null },
  ...change,
});

describeEachDatabase('the mirror of a connection', (open) => {
  let db: Db;
  let lines: string[];
  /** What the CRM answers next, and from which cursors it was asked. */
  let pages: (ContactPage | Error)[];
  let cursors: (string | null)[];
  let gate: Promise<void>;
  let mirror: Mirror;

  beforeAll(async () => {
    ({ db } = await open());
  });
  beforeEach(async () => {
    for (const table of ['phone_index', 'connections'] as const) await db.deleteFrom(table).execute();
    await addConnectionRow(db);
    [lines, pages, cursors, gate] = [[], [], [], Promise.resolve()];
    mirror = createMirror({
      db,
      connections: () => [{ id: 'k1', name: 'sales', country: 'CZ', connector: { contactChanges } }],
      clock: () => 5_000,
      log: pino({}, { write: (line: string) => lines.push(line) }),
      everyMs: 60_000,
    });
  });

  async function* contactChanges(cursor: string | null, { signal }: Ctx): AsyncGenerator<ContactPage> {
    cursors.push(cursor);
    await gate;
    signal.throwIfAborted();
    for (const next of pages.splice(0)) {
      if (next instanceof Error) throw next;
      yield next;
    }
  }

  const index = async (): Promise<[string, string][]> => {
    const rows = await db
      .selectFrom('phone_index')
      .selectAll()
      .orderBy('e164')
      .orderBy('record_id')
      .execute();
    return rows.map((row) => [row.e164, row.record_id]);
  };
  const stored = async () =>
    db.selectFrom('connections').select(['mirror_cursor', 'mirrored_at']).executeTakeFirstOrThrow();
  async function run(...next: (ContactPage | Error)[]): Promise<void> {
    pages.push(...next);
    await mirror.refreshAll();
  }

  it('holds every number in E.164, read in the country of the contact or of the connection', async () => {
    const upserts = [
      contact('a', ['591 166 223', '+44 20 7946 0123', 'no number', '']),
      contact('b', ['020 7946 0456'], { country: 'GB' }),
    ];
    await run(page('1', { upserts }));
    expect(await index()).toEqual([
      ['+420591166223', 'a'],
      ['+442079460123', 'a'],
      ['+442079460456', 'b'],
    ]);
  });

  it('forgets numbers that a contact no longer has, and contacts that are gone, of that type only', async () => {
    const lead = contact('a', ['+420777000001'], { type: 'lead' });
    await run(
      page('1', {
        upserts: [contact('a', ['+420591166223', '+420591166224']), contact('b', ['+420591166225']), lead],
      }),
    );
    await run(
      page('2', { upserts: [contact('a', ['+420591166224'])], deletes: [{ type: 'contact', id: 'b' }] }),
    );
    expect(await index()).toEqual([
      ['+420591166224', 'a'],
      ['+420777000001', 'a'],
    ]);
  });

  it('goes on where it left off', async () => {
    await run(page('1'), page('2'));
    await run(page('3'));
    await run();
    expect(cursors).toEqual([null, '2', '3']);
    expect(await stored()).toEqual({ mirror_cursor: '3', mirrored_at: 5_000 });
  });

  it('keeps the pages before a fault, and begins the next time behind them', async () => {
    await run(page('1', { upserts: [contact('a', ['+420591166223'])] }), new Error('quota'), page('2'));
    expect(await stored()).toEqual({ mirror_cursor: '1', mirrored_at: null });
    expect(await index()).toHaveLength(1);
    expect(lines.join('')).toContain('contacts could not be mirrored');
    await run(page('2'));
    expect(cursors).toEqual([null, '1']);
  });

  it('moves its cursor only when the whole page is in the index', async () => {
    await run(page('1'));
    await sql`ALTER TABLE phone_index RENAME TO phone_index_away`.execute(db);
    await run(page('2', { upserts: [contact('a', ['+420591166223'])] }));
    await sql`ALTER TABLE phone_index_away RENAME TO phone_index`.execute(db);
    expect(await stored()).toMatchObject({ mirror_cursor: '1' });
  });

  it('takes pages of any size, and contacts with many numbers', async () => {
    const phones = (from: number): string[] =>
      Array.from({ length: 25 }, (_, at) => `+42059${String(1_000_000 + from * 100 + at)}`);
    const upserts = Array.from({ length: 450 }, (_, at) => contact(`c${String(at)}`, phones(at)));
    await run(page('1', { upserts }));
    expect(lines).toEqual([]);
    // Twenty numbers of one contact are enough.
    expect(await index()).toHaveLength(450 * 20);
    await run(page('2', { deletes: upserts.map(({ type, id }) => ({ type, id })) }));
    expect(await index()).toEqual([]);
  });

  it('runs once at a time; who asks meanwhile waits for one more run, together', async () => {
    let ready = (): void => undefined;
    gate = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const first = mirror.refresh('k1');
    await until('it runs', () => cursors.length === 1);
    const more = [mirror.refresh('k1'), mirror.refresh('k1'), mirror.refreshAll()];
    pages.push(page('1'));
    ready();
    await Promise.all([first, ...more]);
    expect(cursors).toEqual([null, '1']);
  });

  describe('that starts again', () => {
    const both = () => [contact('a', ['+420591166223']), contact('b', ['+420591166224'])];
    const reset = (cursor: string, upserts: MirroredContact[] = []): ContactPage =>
      page(cursor, { reset: true, upserts });

    it('keeps what it has until all is told, and then drops what was not', async () => {
      await run(page('1', { upserts: both() }));
      await run(reset('2'), page('3', { upserts: [contact('a', ['+420591166299'])] }), new Error('cut'));
      expect(await index()).toEqual([
        ['+420591166224', 'b'],
        ['+420591166299', 'a'],
      ]);
      await run(page('4'));
      expect(await index()).toEqual([['+420591166299', 'a']]);
      expect(cursors.at(-1)).toBe('3');
    });

    it('does so at an admin’s word, from the beginning', async () => {
      await run(page('1', { upserts: both() }));
      pages.push(page('2', { upserts: [contact('b', ['+420591166224'])] }));
      await mirror.restart('k1');
      await mirror.refresh('k1');
      expect(cursors.slice(1)).toEqual([null, '2']);
      expect(await index()).toEqual([['+420591166224', 'b']]);
    });

    it('while it runs does not go on with the old run', async () => {
      await run(page('1', { upserts: both() }));
      let ready = (): void => undefined;
      gate = new Promise<void>((resolve) => {
        ready = resolve;
      });
      const old = mirror.refresh('k1');
      await until('it runs', () => cursors.length === 2);
      await mirror.restart('k1');
      pages.push(page('old'));
      ready();
      await old;
      await mirror.refresh('k1');
      expect(cursors.slice(0, 3)).toEqual([null, '1', null]);
    });

    it('leaves a contact that we made meanwhile', async () => {
      await run(page('1', { upserts: both() }));
      await run(reset('2'), new Error('cut'));
      await rememberContact(db, {
        ...{ e164: '+420777123457', connection_id: 'k1', record_type: 'contact', record_id: 'made' },
        ...{ label: 'Phone', name: 'Made', company: null, owner_id: null, changed_at: 1 },
      });
      await run(page('3'));
      expect(await index()).toEqual([['+420777123457', 'made']]);
    });

    it('tells how far it is, and why it did not come to its end', async () => {
      const fared = () =>
        db
          .selectFrom('connections')
          .select(['mirror_progress', 'mirror_error', 'mirror_sweep'])
          .executeTakeFirstOrThrow();
      await run(page('1', { progress: 0.25 }), new Error('the quota is used up'));
      expect(await fared()).toMatchObject({ mirror_progress: 0.25, mirror_error: 'the quota is used up' });
      await run(page('2', { progress: 1 }));
      expect(await fared()).toEqual({ mirror_progress: null, mirror_error: null, mirror_sweep: 0 });
    });
  });

  it('stops at once', async () => {
    let ready = (): void => undefined;
    gate = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const run = mirror.refresh('k1');
    await until('it runs', () => cursors.length === 1);
    const stopping = mirror.stop();
    pages.push(page('1', { upserts: [contact('a', ['+420591166223'])] }));
    ready();
    await Promise.all([run, stopping]);
    expect(await index()).toEqual([]);
  });

  it('passes over connections without contacts to mirror', async () => {
    await expect(mirror.refresh('unknown')).resolves.toBeUndefined();
    expect(cursors).toEqual([]);
  });
});
