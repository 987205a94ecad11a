import type { Socket } from 'node:net';
import type { Webhook } from '../world/traffic.ts';
import { createAnswerReader, openSocket } from './connection.ts';
import { atRate } from './schedule.ts';

export interface RingPlan {
  port: number;
  /** Events per second. */
  rate: number;
  /** Connections of the PBX, kept alive. */
  connections: number;
}

export interface RingResult {
  /** From the planned time of the webhook to the pop on the agent's stream, ms. */
  pops: number[];
  /** From the planned time to the 200, ms. */
  answers: number[];
  /** How late this process itself sent, ms. */
  lateness: number[];
  missing: number;
  refused: number;
}

/** The last answers and pops are waited for: what has not come by then is lost. */
const patienceMs = 10_000;

/** Rings that were sent and have not come up on a screen yet. */
export interface Ringing {
  expect(webhook: Webhook, dueAt: number): void;
  seen(agent: number, pbxCallId: string, at: number): void;
  waiting(): number;
  /** What has been measured since the last time. */
  take(): { pops: number[]; missing: number };
}

export function createRinging(): Ringing {
  const expected = new Map<string, number>();
  let pops: number[] = [];
  return {
    expect({ rings }, dueAt) {
      if (rings !== null) expected.set(`${rings.agent} ${rings.pbxCallId}`, dueAt);
    },
    seen(agent, pbxCallId, at) {
      const key = `${agent} ${pbxCallId}`;
      const dueAt = expected.get(key);
      // Later pops of the same ring say that something else of the call changed.
      if (dueAt === undefined) return;
      expected.delete(key);
      pops.push(at - dueAt);
    },
    waiting: () => expected.size,
    take() {
      const taken = { pops, missing: expected.size };
      pops = [];
      expected.clear();
      return taken;
    },
  };
}

/** Sends the webhooks at a fixed rate while the agents' streams are open. */
export async function ringAtRate(
  webhooks: readonly Webhook[],
  plan: RingPlan,
  ringing: Ringing,
): Promise<RingResult> {
  const answers: number[] = [];
  const lateness: number[] = [];
  let refused = 0;
  const pool = await openPool(plan, (status, ms) => {
    answers.push(ms);
    if (status !== 200) refused++;
  });
  await atRate(plan.rate, webhooks.length, (n, dueAt) => {
    const webhook = webhooks[n];
    if (webhook === undefined) return;
    ringing.expect(webhook, dueAt);
    lateness.push(performance.now() - dueAt);
    pool.send(webhook, dueAt);
  });
  await waitUntil(() => answers.length === webhooks.length, patienceMs);
  await waitUntil(() => ringing.waiting() === 0, patienceMs);
  pool.close();
  return { ...ringing.take(), answers, lateness, refused };
}

/** Connections that take one request at a time; what finds none idle waits its turn, and its latency grows. */
async function openPool({ port, connections }: RingPlan, onAnswer: (status: number, ms: number) => void) {
  const idle: ((webhook: Webhook, dueAt: number) => void)[] = [];
  const waiting: { webhook: Webhook; dueAt: number }[] = [];
  const sockets: Socket[] = [];
  const addConnection = async (): Promise<void> => {
    const socket = await openSocket(port);
    let sentFor = 0;
    const send = (webhook: Webhook, dueAt: number): void => {
      sentFor = dueAt;
      socket.write(`${webhook.head}\r\n${webhook.body}`, 'latin1');
    };
    const read = createAnswerReader(({ status }) => {
      onAnswer(status, performance.now() - sentFor);
      const next = waiting.shift();
      if (next === undefined) idle.push(send);
      else send(next.webhook, next.dueAt);
    });
    socket.on('data', read);
    idle.push(send);
    sockets.push(socket);
  };
  await Promise.all(Array.from({ length: connections }, addConnection));
  return {
    send(webhook: Webhook, dueAt: number): void {
      const connection = idle.shift();
      if (connection === undefined) waiting.push({ webhook, dueAt });
      else connection(webhook, dueAt);
    },
    close: () => sockets.forEach((socket) => socket.destroy()),
  };
}

async function waitUntil(isTrue: () => boolean, mostMs: number): Promise<void> {
  const until = performance.now() + mostMs;
  while (!isTrue() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}
