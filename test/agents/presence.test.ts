import { beforeAll, describe, expect, it } from 'vitest';
import { createPresence, type PresenceBook } from '../../src/agents/presence.ts';
import type { CallEvent, CallEventType, PbxIdentity, PresenceChange } from '../../src/model/event.ts';
import { openSqlite, type Db } from '../../src/store/database.ts';
import { describeEachDatabase } from '../support/databases.ts';

/** Whose phones these are by configuration, as `users`, `lines` and `devices` say; the agent is called like the user. */
const configured = {
  users: ['eva', 'jan'],
  lines: { '101': 'eva', '102': 'jan' },
  devices: { 'd-eva': 'eva' },
};

const bookOn = (db: Db): Promise<PresenceBook> =>
  createPresence({
    db,
    byUser: (_source, user) => (configured.users.includes(user) ? user : null),
    byExtension: (_source, line) => new Map(Object.entries(configured.lines)).get(line) ?? null,
    byDevice: (_source, device) => new Map(Object.entries(configured.devices)).get(device) ?? null,
  });

const event = (
  type: CallEventType,
  user: PbxIdentity,
  change: Omit<PresenceChange, 'user'> & { at?: number } = {},
): CallEvent => {
  const { at, ...rest } = change;
  return { type, name: type, ...(at !== undefined && { at }), presence: { user, ...rest } };
};

describeEachDatabase('presence', (open) => {
  let clock = 1_000;
  /** Observes at rising times; answers the agents concerned. */
  const tell = (book: PresenceBook, source: string, ...events: CallEvent[]): (string | null)[] =>
    events.map((one) => book.observe(source, one, (clock += 1_000)));

  const login = (userId: string, extension: string): CallEvent =>
    event('agent_logged_in', { userId, extension });
  const logout = (userId: string): CallEvent => event('agent_logged_out', { userId });

  let db: Db;
  beforeAll(async () => {
    ({ db } = await open());
  });

  async function aBook(): Promise<{ book: PresenceBook; save: () => Promise<void> }> {
    await db.deleteFrom('presence').execute();
    const book = await bookOn(db);
    const save = async (): Promise<void> => {
      await db.transaction().execute((trx) => book.save(trx));
      book.saved();
    };
    return { book, save };
  }

  describe('whose phone it is', () => {
    it("the user's, whatever line they use", async () => {
      const { book } = await aBook();
      expect(book.agentOf('s', { userId: 'eva', extension: '102' })).toBe('eva');
    });

    it("whoever's who is logged in there, before the line's own agent", async () => {
      const { book } = await aBook();
      expect(book.agentOf('s', { extension: '102' })).toBe('jan');
      tell(book, 's', login('eva', '102'));
      expect(book.agentOf('s', { extension: '102' })).toBe('eva');
      tell(book, 's', logout('eva'));
      expect(book.agentOf('s', { extension: '102' })).toBe('jan');
    });

    it('of the last who logged in there', async () => {
      const { book } = await aBook();
      tell(book, 's', login('eva', '150'), login('jan', '150'));
      expect(book.agentOf('s', { extension: '150' })).toBe('jan');
      // Eva's leaving does not unseat Jan.
      tell(book, 's', logout('eva'));
      expect(book.agentOf('s', { extension: '150' })).toBe('jan');
    });

    it('of nobody where they have moved on', async () => {
      const { book } = await aBook();
      tell(book, 's', login('eva', '150'), login('eva', '151'));
      expect(book.agentOf('s', { extension: '150' })).toBeNull();
      expect(book.agentOf('s', { extension: '151' })).toBe('eva');
    });

    it('by device: checked in there, else its own', async () => {
      const { book } = await aBook();
      expect(book.agentOf('s', { deviceId: 'd-eva' })).toBe('eva');
      tell(book, 's', event('agent_logged_in', { userId: 'jan', deviceId: 'd-eva' }));
      expect(book.agentOf('s', { deviceId: 'd-eva' })).toBe('jan');
    });

    it('is told for each source by itself', async () => {
      const { book } = await aBook();
      tell(book, 's', login('eva', '150'));
      expect(book.agentOf('other', { extension: '150' })).toBeNull();
    });

    it('is not decided by users who map to nobody', async () => {
      const { book } = await aBook();
      tell(book, 's', login('temp', '102'));
      expect(book.agentOf('s', { extension: '102' })).toBe('jan');
      expect(book.agentOf('s', { userId: 'temp' })).toBeNull();
    });
  });

  describe('what an event changes', () => {
    it('concerns the agent, or nobody', async () => {
      const { book } = await aBook();
      expect(tell(book, 's', login('eva', '101'), login('temp', '150'))).toEqual(['eva', null]);
      expect(tell(book, 's', { type: 'call_started', name: 'start_call' })).toEqual([null]);
    });

    it('nothing when it is older than what is known', async () => {
      const { book } = await aBook();
      tell(book, 's', event('agent_logged_out', { userId: 'eva' }, { at: 9_000_000 }));
      expect(tell(book, 's', event('agent_logged_in', { userId: 'eva' }, { at: 8_000_000 }))).toEqual([null]);
      expect(book.of('eva').state).toBe('offline');
    });

    it('the line alone: whoever is logged in there is paused', async () => {
      const { book } = await aBook();
      tell(book, 's', login('eva', '150'));
      const paused = event('line_paused', { extension: '150' }, { reason: 'unanswered_queue_call' });
      expect(tell(book, 's', paused)).toEqual(['eva']);
      expect(book.of('eva')).toMatchObject({
        state: 'paused',
        notice: 'The phone system paused you: unanswered queue call',
      });
      expect(book.of('jan').state).toBe('unknown');
    });

    it('is kept over a restart once it is saved', async () => {
      const { book, save } = await aBook();
      tell(
        book,
        's',
        login('eva', '150'),
        event('agent_queues_joined', { userId: 'eva' }, { queues: ['a', 'b'] }),
      );
      tell(book, 's', event('agent_state', { userId: 'eva' }, { state: 'lunch' }));
      await save();
      const again = await bookOn(db);
      expect(again.agentOf('s', { extension: '150' })).toBe('eva');
      expect(again.of('eva')).toEqual(book.of('eva'));
      expect(again.of('eva')).toMatchObject({ state: 'paused', detail: 'lunch', queues: ['a', 'b'] });
    });

    it('is saved with the next transaction when one fails', async () => {
      const { book, save } = await aBook();
      tell(book, 's', login('eva', '150'));
      const failing = db.transaction().execute(async (trx) => {
        await book.save(trx);
        throw new Error('rolled back');
      });
      await expect(failing).rejects.toThrow('rolled back');
      await save();
      expect((await bookOn(db)).agentOf('s', { extension: '150' })).toBe('eva');
    });
  });
});

describe('what the agent reads', () => {
  const events = (...list: CallEvent[]) => list;
  const eva = { userId: 'eva' };
  it.each([
    ['nothing known', events(), 'unknown', null],
    ['logged in', events(event('agent_logged_in', eva)), 'available', null],
    ['logged out for lunch', events(event('agent_logged_out', eva, { reason: 'lunch' })), 'offline', 'lunch'],
    ['a state that is a pause', events(event('agent_state', eva, { state: 'pause' })), 'paused', 'pause'],
    ['a state that is none', events(event('agent_state', eva, { state: 'Ready' })), 'available', 'Ready'],
    [
      'contaqt: takes calls',
      events(event('agent_state', eva, { state: '1', inCalls: true })),
      'available',
      'calls',
    ],
    [
      'contaqt: a pause',
      events(event('agent_state', eva, { state: '4', pauseId: '2' })),
      'paused',
      'pause 2',
    ],
    [
      'back after the system paused them',
      events(event('line_paused', eva), event('agent_logged_in', eva)),
      'available',
      null,
    ],
  ] as const)('%s', async (_what, list, state, detail) => {
    const { db, close } = await openSqlite(':memory:');
    const book = await bookOn(db);
    list.forEach((one, at) => book.observe('s', one, 1_000 * (at + 1)));
    expect(book.of('eva')).toMatchObject({ state, detail });
    await close();
  });
});
