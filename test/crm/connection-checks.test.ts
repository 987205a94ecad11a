import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConnectionChecks, type ConnectionChecks } from '../../src/compose/connection-checks.ts';
import type { Connection } from '../../src/crm/connection.ts';
import { createConnections, type Connections } from '../../src/crm/connections.ts';
import type { AccountInfo } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { createStandings, type Standings } from '../../src/crm/standing.ts';
import { openSqlite, type OpenSqlite } from '../../src/store/database.ts';
import { createDirectory } from '../../connectors/directory/connector.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });
const account: AccountInfo = { account: 'Novák', quota: null, idempotency: 'unique_key', notes: [] };

let store: OpenSqlite;
let standings: Standings;
let connections: Connections;
let checks: ConnectionChecks;
/** What the CRM answers to the next checks; then it is fine. */
let answers: (() => Promise<AccountInfo>)[];
let asked: number;

beforeEach(async () => {
  store = await openSqlite(':memory:');
  const { db } = store;
  standings = createStandings(db);
  [answers, asked] = [[], 0];
  const directory = createDirectory(db);
  const module: typeof directory = {
    ...directory,
    open: (settings, deps) => ({
      ...directory.open(settings, deps),
      check() {
        asked += 1;
        return (answers.shift() ?? (() => Promise.resolve(account)))();
      },
    }),
  };
  connections = await createConnections({
    ...{ db, modules: [module], log, fetch, publicUrl: 'http://ringside.test', clock: Date.now },
    ...{ seal: { seal: (text) => text, open: (text) => text }, newId: () => 'k1' },
  });
  checks = createConnectionChecks({ connections, standings, clock: Date.now, log, againMs: 10 });
});
afterEach(async () => {
  await checks.stop();
  await connections.close();
  await store.close();
});

const add = (): Promise<Connection> =>
  connections.upsert({ name: 'book', crm: 'directory', settings: {}, provisioned: true });
const found = async () => (await standings.of('k1')).check?.result;
const down = () => Promise.reject(new ConnectorError('unavailable', 'The CRM is down'));

test('a connection that was never checked is checked in the background, until it has passed', async () => {
  await add();
  answers = [down, () => Promise.reject(new Error('a fault of ours')), down];
  checks.start();
  await until('it has failed', async () => (await found())?.error?.message === 'The CRM is down');
  await until('it has passed', async () => (await found())?.account === 'Novák');
  expect(asked).toBe(4);
  checks.start();
  checks.see('k1');
  await checks.stop();
  expect(asked).toBe(4);
});

test('one that is paused is not, until somebody ends that', async () => {
  await add();
  await connections.pause('k1', 'later');
  checks.see('k1');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(asked).toBe(0);
  await connections.resume('k1');
  checks.see('k1');
  await until('it has passed', async () => (await found())?.account === 'Novák');
});

test('another consent is another account: it is checked anew', async () => {
  await checks.check(await add());
  expect((await found())?.account).toBe('Novák');
  await connections.keepTokens('k1', 'those of somebody else');
  expect(await found()).toBeUndefined();
});

test('an answer that comes after the settings were changed is not kept', async () => {
  let answer: (info: AccountInfo) => void = () => undefined;
  answers = [() => new Promise((resolve) => (answer = resolve))];
  const checking = checks.check(await add());
  await until('it is asked', () => asked === 1);
  await connections.keepTokens('k1', 'those of somebody else');
  answer(account);
  expect((await checking).result.account).toBe('Novák');
  expect(await found()).toBeUndefined();
});

test('who asks while a check is under way waits for that one', async () => {
  const connection = await add();
  const [one, other] = await Promise.all([checks.check(connection), checks.check(connection)]);
  expect(one).toBe(other);
  expect(asked).toBe(1);
});

test('of several processes the one whose they are checks them, as soon as they are its', async () => {
  await add();
  await checks.stop();
  const state = { isOurs: false, looks: 0 };
  const isOurs = (): boolean => {
    state.looks += 1;
    return state.isOurs;
  };
  checks = createConnectionChecks({
    ...{ connections, standings, clock: Date.now, log, againMs: 10, lookEveryMs: 10, isOurs },
  });
  checks.start();
  await until('it has looked several times', () => state.looks > 3);
  expect([asked, await found()]).toEqual([0, undefined]);
  state.isOurs = true;
  await until('it has passed', async () => (await found())?.account === 'Novák');
  const { looks } = state;
  await until('it has looked several times more', () => state.looks > looks + 3);
  expect(asked).toBe(1);
});

test('an admin’s word is enough in any process', async () => {
  await add();
  await checks.stop();
  checks = createConnectionChecks({
    ...{ connections, standings, clock: Date.now, log, againMs: 10, isOurs: () => false },
  });
  checks.see('k1');
  await until('it has passed', async () => (await found())?.account === 'Novák');
});
