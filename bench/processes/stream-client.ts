import { z } from 'zod';
import { createRinging, ringAtRate } from '../client/ring.ts';
import { openStreams } from '../client/streams.ts';
import { latencyOf, quantile } from '../report/statistics.ts';
import { writeRings, writeTraffic, type Webhook } from '../world/traffic.ts';
import { answerAsked } from './ask.ts';

/** The process that is all agents' screens and the PBX at once: one clock for sending and for seeing. */
const ringing = createRinging();
let webhooks: Webhook[] = [];
let sent = 0;

const trafficPlan = z.object({
  calls: z.number(),
  agents: z.number(),
  seed: z.number(),
  contacts: z.number().optional(),
  known: z.number().optional(),
});
const ringers = z.object({ count: z.number(), agents: z.number(), from: z.number().optional() });
const openPlan = z.object({
  port: z.number(),
  streams: z.number(),
  stage: z.enum(['ringing', 'looked up']).default('ringing'),
});
const ringPlan = z.object({
  port: z.number(),
  rate: z.number(),
  connections: z.number(),
  events: z.number(),
});

answerAsked({
  async open(parameters) {
    const { port, streams, stage } = openPlan.parse(parameters);
    const startedAt = performance.now();
    const sockets = await openStreams(port, streams, stage, ringing.seen);
    return { streams: sockets.length, seconds: (performance.now() - startedAt) / 1000 };
  },
  write(parameters) {
    webhooks = writeTraffic(trafficPlan.parse(parameters));
    sent = 0;
    return { requests: webhooks.length };
  },
  writeRings(parameters) {
    const { count, agents, from } = ringers.parse(parameters);
    webhooks = writeRings(count, agents, from);
    sent = 0;
    return { requests: webhooks.length };
  },
  async ring(parameters) {
    const { events, ...plan } = ringPlan.parse(parameters);
    const batch = webhooks.slice(sent, sent + events);
    sent += batch.length;
    const { pops, answers, lateness, missing, refused } = await ringAtRate(batch, plan, ringing);
    return {
      pop: latencyOf(pops),
      answer: latencyOf(answers),
      lateP99: quantile(lateness, 0.99),
      missing,
      refused,
    };
  },
});
