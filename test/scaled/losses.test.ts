import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { scenarios } from '../../src/demo/scenarios.ts';
import type { Snapshot } from '../../src/api/call.ts';
import { encodeStep } from '../../src/demo/encode.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { describeScaled, startInstallation, type Installation } from '../support/installation.ts';
import type { RunningProcess } from '../support/process.ts';
import type { AgentStream } from '../support/stream.ts';
import { until } from '../support/until.ts';

const lastSnapshot = ({ snapshot, messages }: AgentStream): Snapshot =>
  messages.reduce((last, { event, data }) => (event === 'snapshot' ? data : last), snapshot);
const readinessShape = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) });

describeScaled('what breaks', () => {
  let office: Installation;
  let a: RunningProcess;
  let b: RunningProcess;
  beforeAll(async () => {
    office = await startInstallation(['all', 'all']);
    const [first, second] = office.processes;
    if (first === undefined || second === undefined) throw new Error('not all started');
    [a, b] = [first, second];
  }, 200_000);
  afterAll(() => office.stop(), 60_000);

  const aCall = () => aCast({ agents: [staff.eva] });
  const readiness = async (of: RunningProcess) => {
    const answer = await fetch(`${of.url()}/readyz`);
    return { status: answer.status, body: readinessShape.parse(await answer.json()) };
  };
  const logged = async (callIds: readonly string[]): Promise<void> => {
    await office.quiet();
    for (const id of callIds) expect(await office.inBook(id)).toHaveLength(1);
  };

  it('a process killed half way: the others settle and log what it had taken', async () => {
    const casts = Array.from({ length: 20 }, aCall);
    await Promise.all(casts.map((cast) => b.play('office', scenarios.linuxbox.simple(cast))));
    await b.kill();
    await logged(casts.map((cast) => cast.callId));
    await b.start();
  }, 200_000);

  it('Redis stopped: events are taken and logged, pops come, and all is as before when it is back', async () => {
    const onB = await b.stream(staff.eva.email);
    await office.redis.stop();
    await until('it is noticed', async () => (await readiness(a)).body.checks.redis !== 'ok');
    expect(await readiness(a)).toMatchObject({ status: 200, body: { ready: true } });
    const away = aCall();
    await a.play('office', scenarios.linuxbox.simple(away).slice(0, 3));
    await onB.until('Eva sees it nevertheless', () =>
      onB.messages.some(
        ({ event, data }) => event === 'snapshot' && data.calls.some((one) => one.pbxCallId === away.callId),
      ),
    );
    expect(lastSnapshot(onB)).toMatchObject({ delayed: true });
    await a.play('office', scenarios.linuxbox.simple(away).slice(3));
    await logged([away.callId]);

    await office.redis.start();
    await until('both are connected again', async () => {
      const states = await Promise.all([readiness(a), readiness(b)]);
      return states.every(({ body }) => body.checks.redis === 'ok');
    });
    await onB.until('they say so', () => !lastSnapshot(onB).delayed);
    const back = aCall();
    await a.play('office', scenarios.linuxbox.simple(back));
    await onB.until('pops go by Redis again', () => onB.popsOf(back.callId).length > 0);
    await logged([back.callId]);
    onB.close();
  }, 200_000);

  it('Redis emptied: nothing is lost, and nobody is signed out', async () => {
    const cast = aCall();
    await a.play('office', scenarios.linuxbox.simple(cast));
    await office.redis.empty();
    await logged([cast.callId]);
    const onB = await b.stream(staff.eva.email);
    const next = aCall();
    await a.play('office', scenarios.linuxbox.simple(next));
    await onB.until('pops go on', () => onB.popsOf(next.callId).length > 0);
    await logged([next.callId]);
    onB.close();
  }, 200_000);

  it('PostgreSQL gone: 503 and not ready; back without a restart, and what was refused is taken', async () => {
    await office.postgres.shut();
    const cast = aCall();
    const steps = scenarios.linuxbox.simple(cast);
    const [first] = steps;
    if (first === undefined) throw new Error('no steps');
    const refused = await a.send('office', encodeStep('linuxbox', first));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(await readiness(a)).toMatchObject({ status: 503, body: { ready: false } });

    await office.postgres.open();
    await until('both are ready again', async () => {
      const states = await Promise.all([readiness(a), readiness(b)]);
      return states.every(({ status }) => status === 200);
    });
    await a.play('office', steps);
    await logged([cast.callId]);
    expect([a.isAlive(), b.isAlive()]).toEqual([true, true]);
  }, 200_000);
});
