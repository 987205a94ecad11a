import { createRandom } from '../../../bench/world/random.ts';
import type { Woe } from '../stormy-crm.ts';
import type { RemoteCrm } from './crm-orders.ts';
import type { Exchange } from './exchange.ts';
import type { DrillInstallation } from './installations.ts';
import type { Supervised } from './supervised.ts';

/** One thing that goes wrong, from its beginning until it is made good. */
export interface Fault {
  kind: string;
  /** What it befalls: one fault at a time. */
  target: string;
  inflict(x: FaultContext): Promise<void>;
}

export interface FaultContext {
  /** How long it lasts: what stops the intake by attempts, the others by what is acknowledged. */
  attempts: Exchange['attempts'];
  progress: Exchange['progress'];
  felt: Exchange['felt'];
  /** 503s so far. */
  refusals: () => number;
  random: () => number;
  /** What an admin does when a connection was suspended. */
  resume: (connection: string) => Promise<void>;
}

const minute = 60_000;
const jumps = [5 * minute, 60 * minute, 300 * minute, -minute, -10 * minute, -60 * minute];

/** All there are for this installation, the frequent ones several times. */
export function faultsFor(here: DrillInstallation, crms: readonly RemoteCrm[]): Fault[] {
  return [
    ...here.processes.flatMap((one) => [...times(here.mode === 'embedded' ? 4 : 1, killed(one))]),
    ...here.processes.slice(0, 1).map(restarted),
    ...(here.redis === null ? [] : redisFaults(here.redis)),
    ...(here.postgres === null ? [] : postgresFaults(here.postgres)),
    diskFull(here),
    clockJump(here),
    ...crms.flatMap(crmFaults),
  ];
}

/** So many of them in the order of the seed: all of them before any comes again. */
export function deal(faults: readonly Fault[], count: number, seed: number): Fault[] {
  const random = createRandom(seed);
  const dealt: Fault[] = [];
  while (dealt.length < count) {
    const deck = [...faults];
    while (deck.length > 0) dealt.push(...deck.splice(Math.floor(random() * deck.length), 1));
  }
  return dealt.slice(0, count);
}

const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

const killed = (one: Supervised): Fault => ({
  kind: `${one.name.replace(/ \d$/, '')} killed (SIGKILL)`,
  target: one.name,
  async inflict({ attempts }) {
    await one.kill();
    await attempts(5);
    await one.start();
  },
});

const restarted = (one: Supervised): Fault => ({
  kind: 'process restarted (SIGTERM)',
  target: one.name,
  async inflict() {
    await one.end();
    await one.start();
  },
});

function redisFaults(redis: NonNullable<DrillInstallation['redis']>): Fault[] {
  const fault = (kind: string, inflict: Fault['inflict']): Fault => ({ kind, target: 'Redis', inflict });
  return [
    fault('Redis killed, and started empty', async ({ progress }) => {
      await redis.stop();
      await progress(80);
      await redis.start();
    }),
    fault('Redis emptied (FLUSHALL)', () => redis.empty()),
  ];
}

function postgresFaults(postgres: NonNullable<DrillInstallation['postgres']>): Fault[] {
  const fault = (kind: string, inflict: Fault['inflict']): Fault => ({ kind, target: 'PostgreSQL', inflict });
  return [
    fault('PostgreSQL stopped', async ({ attempts }) => {
      await postgres.stop();
      await attempts(15);
      await postgres.start();
    }),
    fault('PostgreSQL killed (SIGKILL)', async ({ attempts }) => {
      await postgres.kill();
      await attempts(5);
      await postgres.start();
    }),
  ];
}

const diskFull = ({ disk, postgres }: DrillInstallation): Fault => ({
  kind: 'disk full',
  target: postgres === null ? 'disk' : 'PostgreSQL',
  async inflict({ felt, refusals }) {
    const before = refusals();
    disk.fill();
    // What is written to files that have their size already goes on for a while.
    await felt(() => refusals() >= before + 10, 600);
    disk.free();
    // Without room for its log it gives up.
    await postgres?.start();
  },
});

const clockJump = ({ setClock }: DrillInstallation): Fault => ({
  kind: 'clock set wrong, and right again',
  target: 'clock',
  async inflict({ progress, random }) {
    setClock(jumps[Math.floor(random() * jumps.length)] ?? minute);
    await progress(80);
    setClock(0);
  },
});

function crmFaults(crm: RemoteCrm): Fault[] {
  const storm = (kind: string, woes: Woe[], chance = 0.7): Fault => ({
    kind: `CRM ${kind}`,
    target: crm.name,
    async inflict({ felt }) {
      const disturbed = async () => Number(await crm.tell({ do: 'disturbed' }));
      const before = await disturbed();
      await crm.tell({ do: 'weather', woes, chance });
      await felt(async () => (await disturbed()) >= before + 3, 400);
      await crm.tell({ do: 'weather', woes: [], chance: 0 });
    },
  });
  return [
    storm('slow, or without an answer', ['slow', 'hang_before', 'hang_after']),
    storm('cut off, before and after the write', ['cut_after', 'cut_after', 'cut_before']),
    storm('answers 429, or the quota is used up', ['rate_limited', 'retry_after', 'quota']),
    storm('answers nonsense, errors, half a batch', [
      ...(['expire', 'unavailable', 'gateway', 'nonsense', 'partial', 'forbidden'] as const),
    ]),
    {
      kind: 'CRM down',
      target: crm.name,
      async inflict({ progress }) {
        await crm.tell({ do: 'down' });
        await progress(80);
        await crm.tell({ do: 'up' });
      },
    },
    {
      kind: 'CRM credentials revoked, and given again',
      target: crm.name,
      async inflict({ progress, resume }) {
        await crm.tell({ do: 'trust', is: false });
        await progress(80);
        await crm.tell({ do: 'trust', is: true });
        await resume(crm.name);
      },
    },
  ];
}
