import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WireStep } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, staff } from '../support/office.ts';
import { describeScaled, startInstallation, type Installation } from '../support/installation.ts';
import type { RunningProcess } from '../support/process.ts';
import { until } from '../support/until.ts';

describeScaled('several processes', () => {
  let office: Installation;
  let a: RunningProcess;
  let b: RunningProcess;
  let worker: RunningProcess;
  beforeAll(async () => {
    office = await startInstallation(['web', 'web', 'worker']);
    const [first, second, third] = office.processes;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('not all started');
    // Whichever came up first stands first in the list.
    [a, b, worker] = await inRoles([first, second, third]);
  }, 200_000);
  afterAll(() => office.stop(), 30_000);

  /** The worker has no API. */
  async function inRoles(all: RunningProcess[]): Promise<[RunningProcess, RunningProcess, RunningProcess]> {
    const webs: RunningProcess[] = [];
    const workers: RunningProcess[] = [];
    for (const one of all) {
      const { status } = await fetch(`${one.url()}/api/openapi.json`);
      (status === 404 ? workers : webs).push(one);
    }
    const [first, second] = webs;
    const [last] = workers;
    if (first === undefined || second === undefined || last === undefined)
      throw new Error('roles are mixed up');
    return [first, second, last];
  }

  const turned = (steps: readonly WireStep[]): Promise<unknown> =>
    Promise.all(steps.map((step, at) => (at % 2 === 0 ? a : b).tell('office', step)));

  it('events of one call that come to two processes at once are one call and one activity', async () => {
    const casts = Array.from({ length: 12 }, () => aCast({ agents: [staff.eva] }));
    await Promise.all(casts.map((cast) => turned(scenarios.linuxbox.simple(cast))));
    await office.quiet();
    for (const cast of casts) {
      const call = await b.callOf(cast.callId);
      expect(call).toMatchObject({ state: 'ended', outcome: 'answered' });
      expect(await office.inBook(cast.callId)).toHaveLength(1);
    }
    expect(await a.listCalls()).toHaveLength(casts.length);
    expect(await a.ledger()).toMatchObject({ balanced: true, settledCalls: casts.length });
  });

  it('the same event at both counts once', async () => {
    const cast = aCast({ agents: [staff.eva] });
    const steps = scenarios.linuxbox.simple(cast);
    for (const step of steps) await Promise.all([a.tell('office', step), b.tell('office', step)]);
    await office.quiet();
    const rows = await office.db
      .selectFrom('journal')
      .innerJoin('calls', 'calls.id', 'journal.call_id')
      .select('journal.status')
      .where('calls.call_json', 'like', `%${cast.callId}%`)
      .execute();
    expect(rows.filter(({ status }) => status === 'accepted')).toHaveLength(steps.length);
    expect(await office.inBook(cast.callId)).toHaveLength(1);
  });

  it('a pop reaches the panel wherever its stream is connected', async () => {
    const onB = await b.stream(staff.jan.email);
    const onA = await a.stream(staff.jan.email);
    const cast = aCast({ agents: [staff.jan] });
    await a.play('office', scenarios.linuxbox.simple(cast).slice(0, 3));
    for (const stream of [onA, onB])
      await stream.until('Jan sees the call', () => stream.popsOf(cast.callId).length > 0);
    expect(onB.popsOf(cast.callId).at(-1)?.matches[0]?.name).toBe('Karel Novák');
    for (const stream of [onA, onB]) stream.close();
  });

  it('who sits down at a phone by one process is rung by the other', async () => {
    const login = {
      afterMs: 0,
      event: 'pbx_agent_login',
      fields: { userid: staff.iva.userId, exten: '150' },
    };
    await a.tell('office', login);
    const onA = await a.stream(staff.iva.email);
    const cast = aCast({ agents: [{ userId: '', extension: '150', name: '' }] });
    await until('the other has heard', async () => {
      const onB = await b.stream(staff.iva.email);
      onB.close();
      return onB.snapshot.presence.state === 'available';
    });
    await b.play('office', scenarios.linuxbox.simple(cast));
    await onA.until('Iva sees the call', () => onA.popsOf(cast.callId).length > 0);
    onA.close();
  });

  it('a source made at one is known at the other', async () => {
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    const draft = { name: 'branch', dialect: 'linuxbox', country: 'CZ', ownNumbers: [] };
    const made = await fetch(`${a.url()}/api/admin/sources`, {
      ...{ method: 'POST', headers },
      body: JSON.stringify(draft),
    });
    expect(made.status, await made.clone().text()).toBe(201);
    await until('the other knows it', async () => {
      const list = await fetch(`${b.url()}/api/admin/sources`, { headers });
      return (await list.text()).includes('branch');
    });
  });

  it('a worker tells how it is, and nothing else', async () => {
    expect(await (await fetch(`${worker.url()}/readyz`)).json()).toEqual({
      ready: true,
      checks: { database: 'ok', redis: 'ok' },
    });
    expect((await fetch(`${worker.url()}/`)).status).toBe(404);
    expect((await fetch(`${worker.url()}/metrics`)).status).toBe(200);
  });
});
