import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeActivity } from '../../src/activity/payload.ts';
import { makeDue } from '../../src/activity/retry.ts';
import { openSqlite } from '../../src/store/database.ts';
import { rowsOf } from '../support/peek.ts';
import { startProcess, type TestProcess } from '../support/process.ts';
import { until } from '../support/until.ts';
import { anOfficeWith, asTold, toldOf, writeCalls, writeWeather, type SentCall } from './crm-storm.ts';
import { deliver } from './storm.ts';
import { asInCrm, type StormyCrm } from './stormy-crm.ts';
import { startStormyHubspot } from './stormy-hubspot.ts';
import { startStormySalesforce } from './stormy-salesforce.ts';

/** CHAOS_RUNS and CHAOS_SEED make more of it, and the same again. */
const kills = Math.max(3, Math.round(Number(process.env['CHAOS_RUNS'] ?? 0) / 10));
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const callsPerLife = 15;
const linesAtOnce = 5;

interface LedgerRow {
  connection: string;
  call: string;
  status: string;
  payload: string;
}

describe(`two CRMs that fail at random, while we are killed ${String(kills)} times (CHAOS_SEED=${String(seed)})`, () => {
  let crms: StormyCrm[];
  let office: TestProcess;
  const sent: SentCall[] = [];

  beforeAll(
    async () => {
      crms = [
        await startStormySalesforce({ unique: seed % 2 === 0 }),
        await startStormyHubspot({ unique: true, oauth: false }),
      ];
      office = await startProcess(anOfficeWith(crms), 'test/chaos/impatient.ts');
      await until('all people are in the index', () => indexed() >= 5);
      crms.forEach((crm, n) => crm.weather(writeWeather(seed + n)));
      const calls = writeCalls(kills * callsPerLife, seed);
      for (let life = 1; life <= kills; life += 1) {
        const some = calls.slice((life - 1) * callsPerLife, life * callsPerLife);
        const storm = sendAll(some);
        await sleep(900 + ((seed * life) % 1_100));
        await office.kill();
        await mend();
        await office.start();
        await storm;
        sent.push(...some);
      }
      await office.kill();
      for (const crm of crms) crm.weather(null);
      await mend();
      await office.start();
      await office.quiet();
    },
    60_000 + kills * 20_000,
  );
  afterAll(async () => {
    await office.stop();
    for (const crm of crms) await crm.close();
  });

  const indexed = () =>
    rowsOf<{ n: number }>(office.databaseFile, 'SELECT count(*) AS n FROM phone_index')[0]?.n ?? 0;

  /** A few lines at once, each call in its order; what is not acknowledged is sent again. */
  async function sendAll(calls: readonly SentCall[]): Promise<void> {
    const waiting = [...calls];
    const line = async (): Promise<void> => {
      for (let call = waiting.shift(); call !== undefined; call = waiting.shift())
        for (const step of call.steps)
          await deliver(office, call.source, { step, mark: '', transport: 'post-json' });
    };
    await Promise.all(Array.from({ length: linesAtOnce }, line));
  }

  /** A night passes while nobody is there: quotas are over, and an admin has mended what only a person can. */
  async function mend(): Promise<void> {
    const { db, close } = await openSqlite(office.databaseFile, 5_000);
    const now = Date.now();
    await db.updateTable('connections').set({ status: 'active', paused_until: null }).execute();
    const rows = await db
      .selectFrom('activities')
      .select('id')
      .where((where) =>
        where.or([where('status', '!=', 'logged'), where('payload_json', '!=', where.ref('logged_json'))]),
      )
      .execute();
    for (const { id } of rows) await makeDue(db, { activityId: id }, now);
    await close();
  }

  const ledgerRows = (): LedgerRow[] =>
    rowsOf(
      office.databaseFile,
      `SELECT connections.name AS connection, activities.call_id AS call, activities.status, payload_json AS payload
       FROM activities JOIN connections ON connections.id = connection_id ORDER BY key`,
    );
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);

  it('leaves nothing waiting, dead or unaccounted for', async () => {
    const ledger = await office.ledger();
    expect(ledger).toMatchObject({ balanced: true, settledCalls: sent.length });
    for (const line of ledger.connections) expect(line).toMatchObject({ waiting: 0, dead: 0 });
  });

  it('each CRM holds exactly what the ledger says, record by record', () => {
    for (const crm of crms) {
      const rows = ledgerRows().filter(
        ({ connection, status }) => connection === crm.name && status === 'logged',
      );
      const expected = rows.map(({ payload }) => asInCrm(decodeActivity(payload), crm));
      expect(crm.calls().sort(byKey)).toEqual(expected.sort(byKey));
    }
  });

  it('and what was sent: once for each agent, under the right owner and record, with times, lead and tags', () => {
    const callIds = new Map(
      rowsOf<{ id: string; call_json: string }>(office.databaseFile, 'SELECT id, call_json FROM calls').map(
        ({ id, call_json }) => [pbxCallId.exec(call_json)?.[1], id],
      ),
    );
    for (const crm of crms)
      for (const call of sent) {
        const prefix = `rs-${callIds.get(call.pbxCallId) ?? 'none'}-`;
        const there = crm.calls().filter(({ key }) => key.startsWith(prefix));
        const told = there.sort(byKey).map((one) => asTold(one, call));
        expect({ call, told }).toEqual({ call, told: toldOf(call, crm) });
      }
  });
});

const pbxCallId = /"pbxCallId":"([^"]+)"/;
