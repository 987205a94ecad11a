import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WireStep } from '../../src/demo/cast.ts';
import { encodeStep } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import type * as database from '../../src/store/database.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** The handles of the services started here: what is wrong with a disk is made wrong on them. */
const handles = vi.hoisted(() => [] as Database.Database[]);
vi.mock('../../src/store/database.ts', async (original) => {
  const real = await original<typeof database>();
  return {
    ...real,
    async openSqlite(...place: Parameters<typeof real.openSqlite>) {
      const opened = await real.openSqlite(...place);
      handles.push(opened.sqlite);
      return opened;
    },
  };
});

const patienceMs = 300;
let office: TestService;
let handle: Database.Database;
beforeAll(async () => {
  office = await startTestService({ config: { webhook: { patienceMs } } });
  const [opened] = handles;
  if (opened === undefined) throw new Error('no database was opened');
  handle = opened;
});
afterAll(() => office.stop());

const send = (step: WireStep): Promise<Response> => office.send('hub', encodeStep('contaqt', step));
const callsOf = (count: number) =>
  Array.from({ length: count }, () => {
    const cast = aCast();
    return { callId: cast.callId, steps: scenarios.contaqt.simple(cast) };
  });
const rings = (count: number): WireStep[] => callsOf(count).flatMap(({ steps }) => steps.slice(0, 1));

async function expectRefusal(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toMatchObject({ status: 503, title: 'The event could not be stored' });
}

/** A call half of which was refused is told again, as a PBX would, and comes out right. */
async function expectRecovery(callId: string, steps: readonly WireStep[]): Promise<void> {
  await office.play('hub', steps);
  await until('it is logged', async () => (await office.inBook(callId)).length > 0);
  expect(await office.inBook(callId)).toMatchObject([{ outcome: 'answered', talkMs: 34_000 }]);
  expect((await office.ledger()).balanced).toBe(true);
}

const journalled = async (): Promise<number> => (await office.journal()).length;

describe('events that arrive together', () => {
  it('share transactions', async () => {
    // New connections are taken one a turn: what is measured comes on old ones.
    await Promise.all(rings(150).map(send));
    const commits = vi.spyOn(handle, 'prepare');
    const answers = await Promise.all(rings(150).map(send));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const made = commits.mock.calls.filter(([sql]) => sql.toLowerCase() === 'commit').length;
    commits.mockRestore();
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(75);
  });
});

describe('while another process holds the lock', () => {
  let other: Database.Database;
  beforeEach(() => {
    other = new Database(office.databaseFile, { timeout: 5_000 });
    other.exec('BEGIN EXCLUSIVE');
    return () => other.close();
  });

  it('for long, every event is refused within the time that the PBX was promised', async () => {
    const before = await journalled();
    const began = Date.now();
    const answers = await Promise.all(rings(100).map(send));
    expect(Date.now() - began).toBeLessThan(30 * patienceMs);
    for (const answer of answers) await expectRefusal(answer);
    other.exec('ROLLBACK');
    expect(await journalled()).toBe(before);
  });

  it('for a moment, events wait and are stored', async () => {
    const answers = rings(5).map(send);
    setTimeout(() => other.exec('ROLLBACK'), patienceMs / 3);
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
  });

  it('screens still open and show what was stored; afterwards all goes on by itself', async () => {
    const [call] = callsOf(1);
    if (call === undefined) throw new Error('there is a call');
    await expectRefusal(await send(call.steps[0] ?? { afterMs: 0, event: '', fields: {} }));
    const eva = await office.stream(staff.eva.email);
    expect(eva.snapshot.calls.map(({ pbxCallId }) => pbxCallId)).not.toContain(call.callId);
    other.exec('ROLLBACK');
    await expectRecovery(call.callId, call.steps);
    await eva.until('it rang', () => eva.popsOf(call.callId)[0]?.popState === 'ringing');
    eva.close();
  });
});

describe.each([
  {
    fault: 'the disk is full',
    breakIt: () => handle.pragma(`max_page_count = ${String(handle.pragma('page_count', { simple: true }))}`),
    mend: () => handle.pragma('max_page_count = 1073741823'),
  },
  {
    fault: 'the file is read-only',
    breakIt: () => handle.pragma('query_only = 1'),
    mend: () => handle.pragma('query_only = 0'),
  },
])('when $fault', ({ breakIt, mend }) => {
  it('events are refused, nothing acknowledged is lost, and afterwards all goes on by itself', async () => {
    const [call] = callsOf(1);
    if (call === undefined) throw new Error('there is a call');
    await office.play('hub', call.steps.slice(0, 1));
    breakIt();
    const refused = await fillUp();
    await expectRefusal(refused);
    mend();
    await expectRecovery(call.callId, call.steps);
  });

  it('a call that ends meanwhile is settled and logged once that is over', async () => {
    const [call] = callsOf(1);
    if (call === undefined) throw new Error('there is a call');
    await office.play('hub', call.steps);
    breakIt();
    await expectRefusal(await fillUp());
    mend();
    await until('it is logged', async () => (await office.inBook(call.callId)).length > 0);
    expect(await office.inBook(call.callId)).toHaveLength(1);
  });

  /** Pages that are there already take some more. */
  async function fillUp(): Promise<Response> {
    for (let tries = 0; tries < 200; tries += 1) {
      const [step] = rings(1);
      if (step === undefined) break;
      const answer = await send({ ...step, fields: { ...step.fields, cid_name: 'x'.repeat(1_000) } });
      if (answer.status !== 200) return answer;
    }
    throw new Error('there was room for everything');
  }
});
