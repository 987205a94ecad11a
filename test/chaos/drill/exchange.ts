import { setTimeout as sleep } from 'node:timers/promises';
import { encodeStep } from '../../../src/demo/encode.ts';
import { createRandom } from '../../../bench/world/random.ts';
import type { Client, SourceName } from '../../support/client.ts';
import type { SentCall } from '../crm-storm.ts';
import { shake, type Delivery } from '../storm.ts';

/** The phone systems: they send every event until it is acknowledged, and remember what was. */
export interface Exchange {
  /** Deliveries there will be. */
  total: number;
  acknowledged: ReadonlySet<string>;
  counts: Readonly<Counts>;
  /** Answers that no PBX could make sense of: neither 200 nor 503. */
  strange: readonly string[];
  /**
   * Resolves when so many more attempts were made, whatever came of them: how long what stops everything lasts. Or when
   * the storm is over, or after a while.
   */
  attempts(more: number): Promise<void>;
  /** Resolves when so many more were acknowledged, or when the storm is over. */
  progress(more: number): Promise<void>;
  /** Resolves when `bites` says that it was felt, when so many more were acknowledged, or after a while. */
  felt(bites: () => boolean | Promise<boolean>, most: number): Promise<void>;
  /** Resolves when so many deliveries were acknowledged since the beginning. */
  reached(deliveries: number): Promise<void>;
  /** Sends everything. */
  play(): Promise<void>;
}

interface Counts {
  acknowledged: number;
  /** Attempts that were not: 503, or no answer. */
  unavailable: number;
  unanswered: number;
  repeated: number;
  late: number;
}

export interface ExchangeOptions {
  calls: readonly SentCall[];
  seed: number;
  /** The web processes that are there; a proxy would choose among them. */
  webs: readonly Client[];
  /** 0: as fast as they are acknowledged. */
  eventsPerSecond: number;
}

const lines = 10;
const dialects = { office: 'linuxbox', hub: 'contaqt' } as const;
const patienceMs = 15_000;
const againMs = 100;
/** Of the deliveries, and how many others come before them. */
const late = { share: 0.04, by: 150 };
/** A ceiling for faults that stop everything. */
const longestMs = 12_000;

interface Sending extends Delivery {
  source: SourceName;
}

export function createExchange({ calls, seed, webs, eventsPerSecond }: ExchangeOptions): Exchange {
  const random = createRandom(seed);
  const acknowledged = new Set<string>();
  const strange: string[] = [];
  const counts: Counts = { acknowledged: 0, unavailable: 0, unanswered: 0, repeated: 0, late: 0 };
  const kept: { after: number; sending: Sending }[] = [];
  const plans = calls.map((call, n) => ({ call, deliveries: shake(call.steps, seed + n) }));
  let attempts = 0;
  let over = false;
  let turn = 0;

  async function attempt({ source, step, transport }: Sending): Promise<boolean> {
    attempts += 1;
    const web = webs[(turn += 1) % webs.length];
    if (web === undefined) throw new Error('there is no web process');
    try {
      const request = encodeStep(dialects[source], step, transport);
      const response = await web.send(source, request, AbortSignal.timeout(patienceMs));
      const text = await response.text();
      if (response.status === 200 && text === 'OK') return true;
      if (response.status !== 503) strange.push(`${step.event}: ${String(response.status)} ${text}`);
      counts.unavailable += 1;
    } catch {
      counts.unanswered += 1;
    }
    return false;
  }

  async function deliver(sending: Sending): Promise<void> {
    while (!(await attempt(sending))) await sleep(againMs);
    if (acknowledged.has(sending.mark)) counts.repeated += 1;
    acknowledged.add(sending.mark);
    counts.acknowledged += 1;
    if (eventsPerSecond > 0) await sleep((lines * 1_000) / eventsPerSecond);
  }

  async function deliverKept(): Promise<void> {
    for (
      let first = kept[0];
      first !== undefined && (over || first.after <= counts.acknowledged);
      first = kept[0]
    ) {
      kept.shift();
      await deliver(first.sending);
    }
  }

  async function line(queue: Iterator<(typeof plans)[number]>): Promise<void> {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const { call, deliveries } = next.value;
      for (const delivery of deliveries) {
        const sending = { ...delivery, source: call.source };
        if (random() < late.share) {
          counts.late += 1;
          kept.push({ after: counts.acknowledged + late.by, sending });
        } else await deliver(sending);
        await deliverKept();
      }
    }
  }

  async function until(there: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
    const giveUpAt = performance.now() + withinMs;
    while (!over && !(await there()) && performance.now() < giveUpAt) await sleep(10);
  }

  const reached = (deliveries: number): Promise<void> =>
    until(() => counts.acknowledged >= deliveries, Infinity);

  return {
    total: plans.reduce((sum, { deliveries }) => sum + deliveries.length, 0),
    ...{ acknowledged, counts, strange },
    async attempts(more) {
      const goal = attempts + more;
      await until(() => attempts >= goal, longestMs);
    },
    progress: (more) => reached(counts.acknowledged + more),
    felt(bites, most) {
      const goal = counts.acknowledged + most;
      // A process that cannot start for it neither acknowledges nor refuses anything.
      return until(() => counts.acknowledged >= goal || bites(), 5 * longestMs);
    },
    reached,
    async play() {
      const queue = plans.values();
      await Promise.all(Array.from({ length: lines }, () => line(queue)));
      over = true;
      await deliverKept();
    },
  };
}
