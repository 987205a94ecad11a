import { z } from 'zod';
import { startHelper } from '../processes/ask.ts';
import { startService } from '../processes/target.ts';
import type { Figure, Table, Verdict } from '../report/figure.ts';
import { ratio, spread } from '../report/format.ts';
import { quantile, spreadOf } from '../report/statistics.ts';
import { sqliteAt } from '../world/database.ts';
import { multiplyCalls } from '../world/past-calls.ts';
import { contactCount } from '../world/people.ts';
import { databaseIn } from '../world/world.ts';
import { aftermath, loadRound } from './acknowledge.ts';
import { ringRound } from './rings.ts';
import { interleaved, type Settings } from './settings.ts';

const agents = 1_000;
const small = 20_000;
const large = 200_000;
/** No figure may be worse by more. */
const tolerance = 1.1;

interface Round {
  perSecond: number;
  cpuUs: number;
  ackP99: number;
  popP50: number;
  popP99: number;
}

const measures: readonly { title: string; pick: (round: Round) => number; rises?: true }[] = [
  { title: 'events/s acknowledged', pick: (round) => round.perSecond, rises: true },
  { title: 'server CPU µs per event', pick: (round) => round.cpuUs },
  { title: 'acknowledged, p99 ms', pick: (round) => round.ackP99 },
  { title: 'ring → pop p50 ms', pick: (round) => round.popP50 },
  { title: 'ring → pop p99 ms', pick: (round) => round.popP99 },
];

/** Figure 5: figures 1 and 2 with ten times the calls in the database. */
export async function sizeFigure(settings: Settings): Promise<Figure> {
  settings.say(`playing calls and multiplying them to ${small} and ${large}`);
  const played = await playCalls(settings);
  const dirs = {
    small: await withCalls(settings, played, small),
    large: await withCalls(settings, played, large),
  };
  settings.worlds.drop(played);
  const rounds = await interleaved(settings, ['small', 'large'], (variant) =>
    measure(settings, dirs[variant]),
  );
  const [few = [], many = []] = [rounds.get('small'), rounds.get('large')];
  return { id: 'size', tables: [table(few, many)], verdicts: [verdict(few, many)] };
}

/** Real calls, settled and logged by the service itself. */
async function playCalls({ worlds }: Settings): Promise<string> {
  const dataDir = await worlds.dataDir({ contacts: contactCount, agents });
  const client = startHelper('load-client.js');
  const target = await startService(dataDir);
  const { requests } = await client.ask(
    'write',
    { calls: 1_000, agents, seed: 4 },
    z.object({ requests: z.number() }),
  );
  const all = { from: 0, to: requests, ports: [target.port], connections: 20, keepAlive: true };
  await client.ask('load', all, z.unknown());
  await aftermath(sqliteAt(databaseIn(dataDir)), requests);
  await target.stop();
  client.end();
  return dataDir;
}

async function withCalls({ worlds }: Settings, played: string, count: number): Promise<string> {
  const dataDir = worlds.copyOf(played);
  const database = sqliteAt(databaseIn(dataDir));
  await multiplyCalls(database, count);
  await database.settle();
  return dataDir;
}

async function measure({ worlds, scale }: Settings, original: string): Promise<Round> {
  const dataDir = worlds.copyOf(original);
  const target = await startService(dataDir);
  const rate = 200;
  const rings = { agents, streams: agents, rate, warmSeconds: 10, seconds: Math.ceil(20 * scale), seed: 5 };
  const pop = await ringRound(target, rings);
  const client = startHelper('load-client.js');
  const [warm, measured] = [Math.round(20_000 * scale), Math.round(80_000 * scale)];
  await client.ask('write', { calls: Math.ceil((warm + measured) / 3.5), agents, seed: 6 }, z.unknown());
  const ack = await loadRound(client, [target], { connections: 100, keepAlive: true, warm, measured });
  client.end();
  await target.stop();
  worlds.drop(dataDir);
  return {
    perSecond: ack.perSecond,
    cpuUs: ack.cpuUs,
    ackP99: ack.p99Ms,
    popP50: pop.popP50,
    popP99: pop.popP99,
  };
}

const medianOf = (rounds: readonly Round[], pick: (round: Round) => number): number =>
  quantile(rounds.map(pick), 0.5);

/** 1: the same; above: worse. */
function worsening(
  few: readonly Round[],
  many: readonly Round[],
  { pick, rises }: (typeof measures)[number],
): number {
  const [before, after] = [medianOf(few, pick), medianOf(many, pick)];
  return rises === true ? before / after : after / before;
}

function table(few: readonly Round[], many: readonly Round[]): Table {
  const rows = measures.map((measure) => [
    measure.title,
    spread(spreadOf(few.map(measure.pick))),
    spread(spreadOf(many.map(measure.pick))),
    ratio(worsening(few, many, measure)),
  ]);
  return { header: ['calls in the database', '20,000', '200,000', 'times worse'], rows };
}

function verdict(few: readonly Round[], many: readonly Round[]): Verdict {
  const worst = Math.max(...measures.map((measure) => worsening(few, many, measure)));
  return {
    met: worst <= tolerance,
    text: `the worst of them by a factor of ${ratio(worst)}, at most ${tolerance} asked for.`,
  };
}
