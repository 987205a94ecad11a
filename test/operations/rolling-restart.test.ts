import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeStep } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { describeScaled, startInstallation, type Installation } from '../support/installation.ts';
import { nginxIsThere, site, startNginx, type Proxy } from '../support/nginx.ts';
import { adminKey, contaqtKey, linuxboxKey, staff } from '../support/office.ts';
import type { RunningProcess } from '../support/process.ts';
import { until } from '../support/until.ts';

/** Between two events of one sender, ms. */
const paceMs = 120;
/** A snapshot holds the latest hundred calls, far more than ring while the agent comes back. */
const enoughBetween = 10;

const senders = [
  { dialect: 'linuxbox', key: linuxboxKey, transport: 'get-path', keepAlive: true },
  { dialect: 'linuxbox', key: linuxboxKey, transport: 'get-path', keepAlive: false },
  { dialect: 'contaqt', key: contaqtKey, transport: 'post-json', keepAlive: true },
  { dialect: 'contaqt', key: contaqtKey, transport: 'post-json', keepAlive: false },
] as const;

describe.skipIf(!nginxIsThere)('behind nginx', () => {
  describeScaled('two web processes that are restarted in turn', () => {
    let office: Installation;
    let webs: RunningProcess[];
    let proxy: Proxy;
    beforeAll(async () => {
      const env = { TRUST_PROXY: '1', DRAIN_MS: '1500' };
      office = await startInstallation(['web', 'web'], { env, main: 'src/main.ts' });
      webs = [...office.processes];
      proxy = await startNginx(webs.map((one) => new URL(one.url()).host));
      await until('nginx answers', async () => (await ask('/healthz')) === 200);
    }, 300_000);
    afterAll(async () => {
      await proxy.stop();
      await office.stop();
    }, 60_000);

    const to = (path: string) => ({
      ...{ host: '127.0.0.1', port: proxy.port, path, rejectUnauthorized: false },
    });
    async function answerOf(asked: ReturnType<typeof request>, body = ''): Promise<IncomingMessage> {
      const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
      asked.end(body);
      return (await answered)[0];
    }
    async function ask(path: string): Promise<number> {
      const answer = await answerOf(request({ ...to(path), headers: { host: site } })).catch(() => null);
      answer?.resume();
      return answer?.statusCode ?? 0;
    }

    /** Rings and rings until told to stop; nothing is sent twice, and what is not answered 200 is told. */
    async function ringOn(
      { dialect, key, transport, keepAlive }: (typeof senders)[number],
      told: { stop: boolean; rings: string[]; faults: string[]; events: number },
    ): Promise<void> {
      const agent = new Agent({ keepAlive, maxSockets: 1 });
      while (!told.stop) {
        const cast = aCast({ agents: [staff.eva] });
        for (const step of scenarios[dialect].simple(cast).slice(0, dialect === 'linuxbox' ? 3 : 1)) {
          const { method, path, headers, body } = encodeStep(dialect, step, transport);
          const options = { ...to(`/pbx/${key}${path}`), method, agent, headers: { ...headers, host: site } };
          told.events += 1;
          try {
            const answer = await answerOf(request(options), body);
            answer.resume();
            if (answer.statusCode !== 200) told.faults.push(`${step.event}: ${String(answer.statusCode)}`);
          } catch (error) {
            told.faults.push(`${step.event}: ${String(error)}`);
          }
          await sleep(paceMs);
        }
        told.rings.push(cast.callId);
      }
      agent.destroy();
    }

    /** An agent's panel that comes back when it is told to; what it has shown. */
    async function watch(told: { stop: boolean; seen: Set<string>; farewells: number; refused: number }) {
      const path = `/api/agent/stream?agent=${encodeURIComponent(staff.eva.email)}`;
      const headers = { host: site, authorization: `Bearer ${adminKey}` };
      while (!told.stop) {
        const asked = request({ ...to(path), headers, agent: false });
        const answer = await answerOf(asked);
        if (answer.statusCode !== 200) told.refused += 1;
        const stopped = setInterval(() => told.stop && asked.destroy(), 20);
        let rest = '';
        try {
          for await (const part of answer.setEncoding('utf8')) {
            const frames = (rest + String(part)).split('\n\n');
            rest = frames.pop() ?? '';
            for (const frame of frames) {
              if (frame.includes('event: reconnect')) told.farewells += 1;
              for (const [, id = ''] of frame.matchAll(/"pbxCallId":"([^"]+)"/g)) told.seen.add(id);
            }
          }
        } catch {
          // Cut by us.
        }
        clearInterval(stopped);
      }
    }

    it('refuse no event and lose none, and the agent sees every ring', async () => {
      const told = { stop: false, rings: [] as string[], faults: [] as string[], events: 0 };
      const panel = { stop: false, seen: new Set<string>(), farewells: 0, refused: 0 };
      const watching = watch(panel);
      const ringing = Promise.all(senders.map((sender) => ringOn(sender, told)));
      const more = async (): Promise<void> => {
        const from = told.rings.length;
        await until('it rings on', () => told.rings.length > from + enoughBetween, 60_000);
      };
      await more();
      for (const one of webs) {
        expect(await one.stop(), one.output()).toBe(0);
        await more();
        await one.start();
        await until('it is ready', async () => (await fetch(`${one.url()}/readyz`)).status === 200);
        await more();
      }
      told.stop = true;
      await ringing;
      expect(told.faults).toEqual([]);

      await until(
        'the agent has seen every ring',
        () => told.rings.every((id) => panel.seen.has(id)),
        30_000,
      );
      panel.stop = true;
      await watching;
      expect(panel.refused).toBe(0);
      expect(panel.farewells).toBeGreaterThan(0);

      const { count } = office.db.fn;
      const kept = await office.db
        .selectFrom('journal')
        .select(count<number>('id').as('events'))
        .where('status', '=', 'accepted')
        .executeTakeFirstOrThrow();
      expect(kept.events).toBe(told.events);
      const calls = await office.db
        .selectFrom('calls')
        .select(count<number>('id').as('calls'))
        .executeTakeFirstOrThrow();
      expect(calls.calls).toBe(told.rings.length);
    }, 600_000);
  });
});
