import { beforeEach, describe, expect, it } from 'vitest';
import { createDraftStore, type Memory } from '../../src/web/agent/note/draft-store.ts';
import { createDrafts, type Drafts } from '../../src/web/agent/note/drafts.ts';
import { ApiFault } from '../../src/web/api/fault.ts';

/** A browser's storage, a server that can be switched off, and timers that run when told. */
function aDesk() {
  const kept = new Map<string, string>();
  const sent: (string | null)[] = [];
  const desk = { fault: null as ApiFault | null, now: 0, memory: memoryOver(kept), kept, sent };
  let timers: { id: number; at: number; run: () => void }[] = [];
  let lastId = 0;
  const open = (memory: Memory | null = desk.memory): Drafts =>
    createDrafts({
      save: (_callId, { note }) => {
        sent.push(note);
        return desk.fault ? Promise.reject(desk.fault) : Promise.resolve(sent.length);
      },
      store: createDraftStore('eva@example.com', memory, () => desk.now),
      setTimeout: (run, ms) => {
        timers.push({ id: ++lastId, at: desk.now + ms, run });
        return lastId;
      },
      clearTimeout: (id) => (timers = timers.filter((timer) => timer.id !== id)),
    });
  const pass = async (ms: number): Promise<void> => {
    desk.now += ms;
    const due = timers.filter(({ at }) => at <= desk.now);
    timers = timers.filter(({ at }) => at > desk.now);
    due.forEach(({ run }) => run());
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { ...desk, desk, open, pass };
}

function memoryOver(kept: Map<string, string>): Memory {
  return {
    keys: () => [...kept.keys()],
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const said = (note: string | null) => ({ note, disposition: null });
const gone = new ApiFault(0, 'The server could not be reached.');

describe('a note that is typed', () => {
  let at: ReturnType<typeof aDesk>;
  let drafts: Drafts;
  const state = () => drafts.get('call')?.state;
  beforeEach(() => {
    at = aDesk();
    drafts = at.open();
  });

  it('is sent once, after a pause', async () => {
    for (const text of ['C', 'Ca', 'Call']) drafts.write('call', said(text));
    expect([state(), at.sent]).toEqual(['typing', []]);
    await at.pass(700);
    expect([state(), at.sent]).toEqual(['saved', ['Call']]);
    expect(at.kept.size).toBe(0);
  });

  it('is sent at once when its field is left', async () => {
    drafts.write('call', said('Call'));
    drafts.flush('call');
    await at.pass(0);
    expect([state(), at.sent]).toEqual(['saved', ['Call']]);
  });

  it('while it is being sent is sent again with the rest', async () => {
    drafts.write('call', said('Call'));
    drafts.flush('call');
    drafts.write('call', said('Call back'));
    await at.pass(0);
    expect(state()).toBe('typing');
    await at.pass(700);
    expect([state(), at.sent]).toEqual(['saved', ['Call', 'Call back']]);
  });

  it('waits for the server, further apart each time, or until the network is back', async () => {
    at.desk.fault = gone;
    drafts.write('call', said('Call'));
    await at.pass(700);
    expect(state()).toBe('waiting');
    await at.pass(2_000);
    await at.pass(2_000);
    expect(at.sent).toHaveLength(2);
    at.desk.fault = null;
    drafts.retry();
    await at.pass(0);
    expect([state(), at.sent.length]).toEqual(['saved', 3]);
  });

  it('that the server does not take says why, and is not sent again by itself', async () => {
    at.desk.fault = new ApiFault(404, 'There is no such call of yours');
    drafts.write('call', said('Call'));
    await at.pass(700);
    await at.pass(600_000);
    expect(drafts.get('call')).toMatchObject({ state: 'refused', problem: 'There is no such call of yours' });
    expect(at.sent).toHaveLength(1);
  });

  it('survives a reload, and is sent by the next page', async () => {
    at.desk.fault = gone;
    drafts.write('call', said('Call'));
    await at.pass(700);
    at.desk.fault = null;
    const next = at.open();
    expect(next.get('call')?.text.note).toBe('Call');
    await at.pass(0);
    expect(next.get('call')?.state).toBe('saved');
    expect(at.kept.size).toBe(0);
  });

  it('is not sent over what another tab saved meanwhile', async () => {
    at.desk.fault = gone;
    drafts.write('call', said('Call'));
    await at.pass(700);
    at.desk.fault = null;
    const other = at.open();
    await at.pass(0);
    other.write('call', said('Called back'));
    await at.pass(700);
    drafts.retry();
    await at.pass(60_000);
    expect(at.sent.at(-1)).toBe('Called back');
    expect(state()).toBeUndefined();
  });

  it('is sent also where the browser keeps nothing', async () => {
    const frame = at.open(null);
    frame.write('call', said('Call'));
    await at.pass(700);
    expect(frame.get('call')?.state).toBe('saved');
  });

  it('is forgotten after a week in which nobody took it', () => {
    at.desk.fault = gone;
    drafts.write('call', said('Call'));
    at.desk.now += 8 * 24 * 3_600_000;
    expect(at.open().get('call')).toBeUndefined();
    expect(at.kept.size).toBe(0);
  });
});
