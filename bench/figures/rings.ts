import { z } from 'zod';
import { startHelper, type Helper } from '../processes/ask.ts';
import type { Target } from '../processes/target.ts';

/** One round of rings on one server. Latencies in ms, from the planned time of sending. */
export interface RingRound {
  popP50: number;
  popP99: number;
  popMax: number;
  answerP99: number;
  /** How late the client itself was, p99: near the pop's own p99 the figure says more about the client. */
  lateP99: number;
  rings: number;
}

export interface RingShape {
  agents: number;
  streams: number;
  /** Events per second. */
  rate: number;
  warmSeconds: number;
  seconds: number;
  seed: number;
  /** Callers are among the first so many contacts; all without. */
  contacts?: number;
}

const latency = z.object({ count: z.number(), p50: z.number(), p99: z.number(), max: z.number() });
const ringAnswer = z.object({
  pop: latency,
  answer: latency,
  lateP99: z.number(),
  missing: z.number(),
  refused: z.number(),
});

/**
 * Opens the streams, runs `between`, and rings. Every ring must come up on its agent's stream.
 *
 * @param screens where the streams are open, if elsewhere
 */
export async function ringRound(
  target: Target,
  shape: RingShape,
  between: (opened: { seconds: number }) => Promise<void> = () => Promise.resolve(),
  screens: Target = target,
): Promise<RingRound> {
  const client = startHelper('stream-client.js');
  try {
    await writeTraffic(client, shape);
    const opened = await client.ask(
      'open',
      { port: screens.port, streams: shape.streams },
      z.object({ seconds: z.number() }),
    );
    await between(opened);
    const plan = { port: target.port, rate: shape.rate, connections: 50 };
    await client.ask('ring', { ...plan, events: shape.warmSeconds * shape.rate }, ringAnswer);
    const { pop, answer, lateP99, missing, refused } = await client.ask(
      'ring',
      { ...plan, events: shape.seconds * shape.rate },
      ringAnswer,
    );
    if (missing + refused > 0) throw new Error(`${missing} rings reached no stream, ${refused} were refused`);
    return {
      popP50: pop.p50,
      popP99: pop.p99,
      popMax: pop.max,
      answerP99: answer.p99,
      lateP99,
      rings: pop.count,
    };
  } finally {
    client.end();
  }
}

/** At least three events a call, so that there is enough. */
async function writeTraffic(
  client: Helper,
  { agents, rate, warmSeconds, seconds, seed, contacts }: RingShape,
): Promise<void> {
  const calls = Math.ceil((rate * (warmSeconds + seconds)) / 3);
  await client.ask('write', { calls, agents, seed, contacts }, z.object({ requests: z.number() }));
}
