import { z } from 'zod';
import { saturate } from '../client/saturate.ts';
import { latencyOf } from '../report/statistics.ts';
import { writeTraffic, type Webhook } from '../world/traffic.ts';
import { answerAsked } from './ask.ts';

/** The process that saturates a server with webhooks. */
let webhooks: Webhook[] = [];

const trafficPlan = z.object({
  calls: z.number(),
  agents: z.number(),
  seed: z.number(),
  contacts: z.number().optional(),
  known: z.number().optional(),
});
const loadPlan = z.object({
  ports: z.array(z.number()),
  connections: z.number(),
  keepAlive: z.boolean(),
  from: z.number(),
  to: z.number(),
});

answerAsked({
  write(parameters) {
    webhooks = writeTraffic(trafficPlan.parse(parameters));
    return { requests: webhooks.length };
  },
  async load(parameters) {
    const { from, to, ...load } = loadPlan.parse(parameters);
    const cpuBefore = process.cpuUsage();
    const { seconds, statuses, latencies } = await saturate(webhooks.slice(from, to), load);
    const { user, system } = process.cpuUsage(cpuBefore);
    return { seconds, statuses, latency: latencyOf(latencies), busy: (user + system) / 1e6 / seconds };
  },
});
