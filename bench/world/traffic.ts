import { randomUUID } from 'node:crypto';
import type { Cast, Scenario, WireStep } from '../../src/demo/cast.ts';
import { encodeStep, type EncodedRequest } from '../../src/demo/encode.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import {
  agentOfUserId,
  agentPhone,
  benchSources,
  contactCount,
  contactNumber,
  ownNumber,
  strangerNumber,
  type BenchDialect,
} from './people.ts';
import { createRandom } from './random.ts';

/** One webhook, ready to be written to a socket. */
export interface Webhook {
  /** Request line and headers, without the empty line that ends them. */
  head: string;
  body: string;
  /** Whose phone begins to ring with it; null: nobody's. */
  rings: { pbxCallId: string; agent: number } | null;
}

export interface TrafficPlan {
  calls: number;
  /** Calls go to agents 0 … agents - 1. */
  agents: number;
  seed: number;
  /** Callers are among the first so many contacts; all without. */
  contacts?: number;
  /** Share of callers who are contacts. */
  known?: number;
}

/** Calls under way at once; the events of one call are about as many requests apart. */
const callsAtOnce = 400;

/** What happens at a PBX on an ordinary day, by share. */
const mix = [
  ...repeat('simple', 10),
  ...repeat('missed', 3),
  ...repeat('outgoing', 3),
  ...repeat('queue', 2),
  ...repeat('ringGroup', 1),
  ...repeat('blindTransfer', 1),
] as const;

type Kind = 'simple' | 'missed' | 'outgoing' | 'queue' | 'ringGroup' | 'blindTransfer';

function repeat(kind: Kind, times: number): Kind[] {
  return Array.from({ length: times }, () => kind);
}

/**
 * Complete calls of both dialects, many of them under way at once, each event in the order of its call. No two
 * requests are alike.
 */
export function writeTraffic(plan: TrafficPlan): Webhook[] {
  const random = createRandom(plan.seed);
  let eventId = 1_000_000;
  const nextEventId = (): number => ++eventId;
  const webhooks: Webhook[] = [];
  let active: Webhook[][] = [];
  let begun = 0;
  while (begun < plan.calls || active.length > 0) {
    while (active.length < callsAtOnce && begun < plan.calls)
      active.push(writeCall(begun++, plan, random, nextEventId));
    for (const call of active) webhooks.push(...call.splice(0, 1));
    active = active.filter((call) => call.length > 0);
  }
  return webhooks;
}

function writeCall(n: number, plan: TrafficPlan, random: () => number, nextEventId: () => number): Webhook[] {
  const { dialect, key } = n % 2 === 0 ? benchSources[0] : benchSources[1];
  const kind = mix[Math.floor(random() * mix.length)] ?? 'simple';
  const { agents } = plan;
  const first = Math.floor(random() * agents);
  const startedAt = Date.now();
  const isLinuxbox = dialect === 'linuxbox';
  const cast: Cast = {
    customerNumber: customerNumber(random, plan, isLinuxbox),
    dialed: ownNumber,
    agents: [0, 1, 2].map((step) => agentPhone((first + step) % agents)),
    queue: 'helpdesk',
    callId: isLinuxbox ? `${Math.floor(startedAt / 1000)}.${n}` : randomUUID(),
    startedAt,
    nextEventId,
  };
  const scenario: Scenario = scenarios[dialect][kind];
  return scenario(cast).map((step) => toWebhook(dialect, key, cast.callId, step));
}

/** Seventeen of twenty callers are known, unless the plan says otherwise. linuxbox sends numbers as dialled at home. */
function customerNumber(
  random: () => number,
  { contacts = contactCount, known = 0.85 }: TrafficPlan,
  national: boolean,
): string {
  const n = Math.floor(random() * contacts);
  const e164 = random() < known ? contactNumber(n) : strangerNumber(n);
  return national ? e164.slice('+420'.length) : e164;
}

function toWebhook(dialect: BenchDialect, key: string, pbxCallId: string, step: WireStep): Webhook {
  const request = encodeStep(dialect, step);
  const userId = ringingUser(step);
  const rings = userId === undefined ? null : { pbxCallId, agent: agentOfUserId(userId) };
  return { ...toHttp(key, request), rings };
}

/** Phones that begin to ring one after the other, each call from another contact, and ring on: contaqt's `simple`. */
export function writeRings(count: number, agents: number, from = 0): Webhook[] {
  const [, { dialect, key }] = benchSources;
  return Array.from({ length: count }, (_, n) => {
    const startedAt = Date.now();
    const callId = randomUUID();
    const cast: Cast = {
      customerNumber: contactNumber(from + n),
      dialed: ownNumber,
      agents: [agentPhone(n % agents)],
      queue: 'helpdesk',
      callId,
      startedAt,
      nextEventId: () => n,
    };
    return scenarios[dialect]
      .simple(cast)
      .slice(0, 1)
      .map((step) => toWebhook(dialect, key, callId, step));
  }).flat();
}

function ringingUser({ event, fields }: WireStep): string | undefined {
  if (event === 'start_int_dial' || event === 'start_ext_dial') return fields['line_userid'];
  return event === 'call:ring' ? (fields['dst_user_id'] ?? fields['src_user_id']) : undefined;
}

function toHttp(
  key: string,
  { method, path, headers, body }: EncodedRequest,
): Pick<Webhook, 'head' | 'body'> {
  const lines = [
    `${method} /pbx/${key}${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'User-Agent: bench-pbx/1.0',
    'Accept: */*',
  ];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return { head: `${lines.join('\r\n')}\r\n`, body };
}
