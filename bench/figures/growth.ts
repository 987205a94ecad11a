import { startHelper } from '../processes/ask.ts';
import type { Target } from '../processes/target.ts';
import type { Figure, Table, Verdict } from '../report/figure.ts';
import { number, ratio, spread } from '../report/format.ts';
import { quantile, spreadOf } from '../report/statistics.ts';
import { z } from 'zod';
import { makeBacklog } from '../world/backlog.ts';
import { connectionName } from '../world/people.ts';
import { embeddedGround, scaledGround, whyNotScaled, type Ground, type Place } from '../world/place.ts';
import { growTo, playedPlace, type Played } from '../world/played.ts';
import { addContacts } from '../world/seed.ts';
import { loadRound } from './acknowledge.ts';
import { drainRate } from './logging.ts';
import { ringRound } from './rings.ts';
import { interleaved, type Settings } from './settings.ts';

const agents = 1_000;
const sizes = [10_000, 100_000, 1_000_000];
const [fewest = 0, middle = 0, most = 0] = sizes;
/** No figure may be worse by more, between the smallest and the largest. */
const tolerance = 1.5;

interface Point {
  calls: number;
  contacts: number;
}

/** Each axis with the other where it hurts nobody. */
const points: readonly Point[] = [
  { calls: fewest, contacts: middle },
  { calls: middle, contacts: middle },
  { calls: most, contacts: middle },
  { calls: fewest, contacts: fewest },
  { calls: fewest, contacts: most },
];

interface Round {
  perSecond: number;
  popP50: number;
  popP99: number;
  activities: number;
}

const measures: readonly { title: string; pick: (round: Round) => number; rises?: true }[] = [
  { title: 'events/s acknowledged', pick: (round) => round.perSecond, rises: true },
  { title: 'ring → pop p50 ms', pick: (round) => round.popP50 },
  { title: 'ring → pop p99 ms', pick: (round) => round.popP99 },
  { title: 'activities/s logged', pick: (round) => round.activities, rises: true },
];

type Mode = 'SQLite' | 'PostgreSQL';
type Variant = `${Mode}: ${number} calls, ${number} contacts`;
const variantOf = (mode: Mode, { calls, contacts }: Point): Variant =>
  `${mode}: ${calls} calls, ${contacts} contacts`;

/** Figure 12: what is measured of both modes as calls and contacts add up. */
export async function growth(settings: Settings): Promise<Figure> {
  const modes: Mode[] = ['SQLite'];
  if (whyNotScaled === null) modes.push('PostgreSQL');
  else settings.say(`without PostgreSQL: ${whyNotScaled}`);
  const grounds = new Map<Mode, Ground>();
  try {
    grounds.set('SQLite', embeddedGround(settings.worlds));
    if (modes.includes('PostgreSQL')) grounds.set('PostgreSQL', await scaledGround());
    const played = new Map<Mode, Played>();
    for (const [mode, ground] of grounds) {
      settings.say(`${mode}: playing calls`);
      played.set(mode, await playedPlace(ground, { contacts: fewest, agents }, 1));
    }
    const wanted = new Map<Variant, () => Promise<Round>>();
    for (const [mode, place] of played)
      for (const point of points)
        wanted.set(variantOf(mode, point), () => measure(settings, mode, place, point));
    const rounds = await interleaved(settings, [...wanted.keys()], (variant) => {
      const run = wanted.get(variant);
      if (run === undefined) throw new Error(`nobody asked for ${variant}`);
      return run();
    });
    return {
      id: 'growth',
      tables: modes.map((mode) => table(mode, rounds)),
      verdicts: modes.flatMap((mode) => verdicts(mode, rounds)),
    };
  } finally {
    for (const ground of grounds.values()) await ground.end();
  }
}

async function measure(settings: Settings, mode: Mode, played: Played, point: Point): Promise<Round> {
  const { scale } = settings;
  const place = await played.copy();
  const contacts = Math.max(fewest, point.contacts * scale);
  await addContacts(place.database, fewest, contacts);
  await growTo(place, Math.max(fewest, point.calls * scale));
  await makeBacklog(place.database, 5_000, connectionName);
  const start = () => startAll(place, mode);
  const { perSecond: activities, started } = await drainRate(place, start);
  const [target] = started;
  if (target === undefined) throw new Error('nothing was started');
  const pop = await ringRound(target, {
    ...{ agents, streams: agents, rate: 200, seed: 13, contacts },
    ...{ warmSeconds: 3, seconds: Math.ceil(10 * scale) },
  });
  const [warm, measured] = [Math.round(5_000 * scale), Math.round(20_000 * scale)];
  const client = startHelper('load-client.js');
  const calls = Math.ceil((warm + measured) / 3);
  await client.ask('write', { calls, agents, seed: 14, contacts }, z.unknown());
  const shape = { connections: 100, keepAlive: true, warm, measured };
  const { perSecond } = await loadRound(client, [target], shape);
  client.end();
  await Promise.all(started.map((one) => one.stop()));
  await place.drop();
  return { perSecond, popP50: pop.popP50, popP99: pop.popP99, activities };
}

/** The first of them takes events. */
const startAll = (place: Place, mode: Mode): Promise<Target[]> =>
  Promise.all(mode === 'SQLite' ? [place.start('all')] : [place.start('web'), place.start('worker')]);

type Rounds = ReadonlyMap<Variant, readonly Round[]>;

const roundsOf = (rounds: Rounds, mode: Mode, point: Point): readonly Round[] =>
  rounds.get(variantOf(mode, point)) ?? [];

function table(mode: Mode, rounds: Rounds): Table {
  const rows = points.map((point) => [
    point.calls.toLocaleString('en-US'),
    point.contacts.toLocaleString('en-US'),
    ...measures.map(({ pick }) => spread(spreadOf(roundsOf(rounds, mode, point).map(pick)))),
  ]);
  return { header: [`${mode}: calls stored`, 'contacts', ...measures.map(({ title }) => title)], rows };
}

function verdicts(mode: Mode, rounds: Rounds): Verdict[] {
  const axes = [
    { name: 'calls', few: points[0], many: points[2] },
    { name: 'contacts', few: points[3], many: points[4] },
  ];
  return axes.flatMap(({ name, few, many }) => {
    if (few === undefined || many === undefined) return [];
    const factors = measures.map(({ title, pick, rises }) => {
      const [before, after] = [few, many].map((point) =>
        quantile(roundsOf(rounds, mode, point).map(pick), 0.5),
      );
      const factor = rises === true ? (before ?? NaN) / (after ?? NaN) : (after ?? NaN) / (before ?? NaN);
      return { title, factor };
    });
    const worst = factors.reduce((a, b) => (b.factor > a.factor ? b : a));
    return [
      {
        met: worst.factor <= tolerance,
        text: `${mode}, from ${number(fewest)} to ${number(most)} ${name}: ${worst.title} worse by a factor of ${ratio(worst.factor)}, the others by less; at most ${tolerance} asked for.`,
      },
    ];
  });
}
