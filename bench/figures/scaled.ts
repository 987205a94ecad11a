import { z } from 'zod';
import { startHelper, type Helper } from '../processes/ask.ts';
import { startBaseline, type Target } from '../processes/target.ts';
import type { Figure, Table, Verdict } from '../report/figure.ts';
import { number, ratio, spread } from '../report/format.ts';
import { quantile, spreadOf } from '../report/statistics.ts';
import { connectFakeCrm } from '../world/fake-crm.ts';
import { makeBacklog } from '../world/backlog.ts';
import { connectionName } from '../world/people.ts';
import { playedPlace, type Played } from '../world/played.ts';
import { embeddedGround, scaledGround, whyNotScaled, type Place, type Role } from '../world/place.ts';
import { loadRound, type LoadShape } from './acknowledge.ts';
import { drainRate } from './logging.ts';
import { ringRound, type RingShape } from './rings.ts';
import { interleaved, type Settings } from './settings.ts';

const agents = 1_000;
const contacts = 100_000;
const limits = { ack: 0.7, p50: 4, p99: 12 };

const variants = ['plain Express', 'embedded', '1', '2', '4'] as const;
type Variant = (typeof variants)[number];

const titles: Record<Variant, string> = {
  'plain Express': 'Express 5 that answers OK',
  embedded: 'Ringside, embedded: one process on SQLite',
  1: 'Ringside, scaled: 1 web process',
  2: '2 web processes',
  4: '4 web processes',
};

interface Round {
  perSecond: number;
  ackP99: number;
  cpuUs: number;
  popP50: number;
  popP99: number;
  /** Activities per second into the contact book, and into the fake of a CRM. */
  book: number;
  crm: number;
}

/** Figure 11: the scaled mode beside the embedded one. Null: neither PostgreSQL nor Redis is installed here. */
export async function scaled(settings: Settings): Promise<Figure | null> {
  if (whyNotScaled !== null) {
    settings.say(`skipped: ${whyNotScaled}`);
    return null;
  }
  const load = startHelper('load-client.js');
  const grounds = { embedded: embeddedGround(settings.worlds), shared: await scaledGround() };
  try {
    const calls = Math.ceil(((warm + measured) * settings.scale) / 3);
    await load.ask('write', { calls, agents, seed: 11, contacts }, z.unknown());
    settings.say('playing calls');
    const played = {
      embedded: await playedPlace(grounds.embedded, { contacts, agents }),
      shared: await playedPlace(grounds.shared, { contacts, agents }),
    };
    const rounds = await interleaved(settings, variants, (variant) =>
      variant === 'plain Express'
        ? measureExpress(settings, load)
        : measure(settings, load, variant === 'embedded' ? played.embedded : played.shared, variant),
    );
    return { id: 'scaled', tables: tables(rounds), verdicts: verdicts(rounds) };
  } finally {
    load.end();
    await grounds.shared.end();
  }
}

const [warm, measured] = [10_000, 40_000];

const loadShape = ({ scale }: Settings): LoadShape => ({
  connections: 100,
  keepAlive: true,
  warm: Math.round(warm * scale),
  measured: Math.round(measured * scale),
});

async function measureExpress(settings: Settings, client: Helper): Promise<Round> {
  const target = await startBaseline('express');
  const { perSecond, p99Ms, cpuUs } = await loadRound(client, [target], loadShape(settings));
  await target.stop();
  return { perSecond, ackP99: p99Ms, cpuUs, popP50: NaN, popP99: NaN, book: NaN, crm: NaN };
}

async function measure(
  settings: Settings,
  client: Helper,
  played: Played,
  variant: Exclude<Variant, 'plain Express'>,
): Promise<Round> {
  const processes = variant === 'embedded' ? 1 : Number(variant);
  const isAlone = variant === 'embedded';
  const place = await played.copy();
  const webs = await startAll(place, isAlone ? 'all' : 'web', processes);
  const workers = isAlone ? [] : await startAll(place, 'worker', 1);
  const rings: RingShape = {
    ...{ agents, streams: agents, rate: 200, seed: 12, contacts },
    ...{ warmSeconds: 5, seconds: Math.ceil(15 * settings.scale) },
  };
  const [first] = webs;
  if (first === undefined) throw new Error('nothing was started');
  // The streams are open at another process than the one the PBX speaks to, where there is another.
  const pop = await ringRound(first, rings, undefined, webs.at(-1));
  const ack = await loadRound(client, webs, loadShape(settings));
  await stopAll([...webs, ...workers]);
  await place.drop();
  const role = isAlone ? 'all' : 'worker';
  return {
    ...{ perSecond: ack.perSecond, ackP99: ack.p99Ms, cpuUs: ack.cpuUs },
    ...{ popP50: pop.popP50, popP99: pop.popP99 },
    book: await logged(settings, played, { role, processes, on: connectionName }),
    crm: await logged(settings, played, { role, processes, on: crmName }),
  };
}

const crmName = 'crm';

/** Activities per second that so many processes bring into this connection. */
async function logged(
  { scale }: Settings,
  played: Played,
  { role, processes, on }: { role: Role; processes: number; on: string },
): Promise<number> {
  const place = await played.copy();
  const crm = on === crmName ? await connectFakeCrm(place, on) : null;
  await makeBacklog(place.database, Math.round(played.activities * Math.min(1, scale)), on);
  const { perSecond, started } = await drainRate(place, () => startAll(place, role, processes));
  await stopAll(started);
  crm?.end();
  await place.drop();
  return perSecond;
}

const startAll = (place: Place, role: Role, count: number): Promise<Target[]> =>
  Promise.all(Array.from({ length: count }, () => place.start(role)));

const stopAll = (targets: readonly Target[]): Promise<unknown> =>
  Promise.all(targets.map((target) => target.stop()));

type Rounds = ReadonlyMap<Variant, readonly Round[]>;

function tables(rounds: Rounds): Table[] {
  const row = (variant: Variant, picks: readonly ((round: Round) => number)[]): string[] => [
    titles[variant],
    ...picks.map((pick) => spread(spreadOf((rounds.get(variant) ?? []).map(pick)))),
  ];
  const ringside = variants.filter((variant) => variant !== 'plain Express');
  return [
    {
      header: ['100 keep-alive connections', 'events/s', 'p99 ms', 'CPU µs each, without the database’s'],
      rows: variants.map((one) => row(one, [(r) => r.perSecond, (r) => r.ackP99, (r) => r.cpuUs])),
    },
    {
      header: ['ring → pop, 200 events/s, 1,000 streams', 'p50 ms', 'p99 ms'],
      rows: ringside.map((one) => row(one, [(r) => r.popP50, (r) => r.popP99])),
    },
    {
      header: ['activities/s (scaled: so many workers)', 'into the contact book', 'into Salesforce'],
      rows: ringside.map((one) => row(one, [(r) => r.book, (r) => r.crm])),
    },
  ];
}

function verdicts(rounds: Rounds): Verdict[] {
  const of = (variant: Variant, pick: (round: Round) => number): number =>
    quantile((rounds.get(variant) ?? []).map(pick), 0.5);
  const toExpress = of('1', (r) => r.perSecond) / of('plain Express', (r) => r.perSecond);
  const [p50, p99] = [of('2', (r) => r.popP50), of('2', (r) => r.popP99)];
  return [
    {
      met: toExpress >= limits.ack,
      text: `one web process acknowledges ${ratio(toExpress)} of what a plain Express answers, at least ${limits.ack} asked for.`,
    },
    {
      met: p50 <= limits.p50 && p99 <= limits.p99,
      text: `a pop on another process: p50 ${number(p50)} ms (at most ${limits.p50}), p99 ${number(p99)} ms (at most ${limits.p99}).`,
    },
  ];
}
