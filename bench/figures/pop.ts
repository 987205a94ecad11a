import { startBaseline, startService } from '../processes/target.ts';
import type { Figure, Table } from '../report/figure.ts';
import { number, spread } from '../report/format.ts';
import { quantile, spreadOf } from '../report/statistics.ts';
import { contactCount } from '../world/people.ts';
import { ringRound, type RingRound, type RingShape } from './rings.ts';
import { interleaved, type Settings } from './settings.ts';

const agents = 1_000;
const limits = { p50: 2, p99: 8 };

type Variant = 'ringside' | 'baseline' | 'ringside, 5x' | 'baseline, 5x';
const variants: readonly Variant[] = ['ringside', 'baseline', 'ringside, 5x', 'baseline, 5x'];

const titles: Record<Variant, string> = {
  ringside: 'Ringside, 200 events/s',
  baseline: 'baseline, 200 events/s',
  'ringside, 5x': 'Ringside, 1,000 events/s',
  'baseline, 5x': 'baseline, 1,000 events/s',
};

/** Figure 2: from sending the webhook to the bytes on the agent's stream. */
export async function pop(settings: Settings): Promise<Figure> {
  const rounds = await interleaved(settings, variants, (variant) => measure(settings, variant));
  return { id: 'pop', tables: [table(rounds)], verdicts: [verdict(rounds.get('ringside') ?? [])] };
}

async function measure(settings: Settings, variant: Variant): Promise<RingRound> {
  const seconds = Math.ceil(30 * settings.scale);
  const rate = variant.endsWith('5x') ? 1_000 : 200;
  const shape: RingShape = { agents, streams: agents, rate, warmSeconds: 10, seconds, seed: 2 };
  if (variant.startsWith('baseline')) {
    const target = await startBaseline('streams');
    const round = await ringRound(target, shape);
    await target.stop();
    return round;
  }
  const dataDir = await settings.worlds.dataDir({ contacts: contactCount, agents });
  const target = await startService(dataDir);
  const round = await ringRound(target, shape);
  await target.stop();
  settings.worlds.drop(dataDir);
  return round;
}

function table(rounds: ReadonlyMap<Variant, readonly RingRound[]>): Table {
  const rows = variants.map((variant) => {
    const own = rounds.get(variant) ?? [];
    const of = (pick: (round: RingRound) => number): string => spread(spreadOf(own.map(pick)));
    return [
      titles[variant],
      of((round) => round.popP50),
      of((round) => round.popP99),
      of((round) => round.popMax),
      of((round) => round.answerP99),
      of((round) => round.lateP99),
    ];
  });
  return {
    header: [
      'ring → pop, 1,000 streams',
      'p50 ms',
      'p99 ms',
      'max ms',
      '200 after, p99 ms',
      'client late, p99 ms',
    ],
    rows,
  };
}

function verdict(rounds: readonly RingRound[]) {
  const [p50, p99] = [
    quantile(
      rounds.map((round) => round.popP50),
      0.5,
    ),
    quantile(
      rounds.map((round) => round.popP99),
      0.5,
    ),
  ];
  return {
    met: p50 <= limits.p50 && p99 <= limits.p99,
    text: `p50 ${number(p50)} ms (at most ${limits.p50}), p99 ${number(p99)} ms (at most ${limits.p99}).`,
  };
}
