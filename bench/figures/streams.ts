import { setTimeout as sleep } from 'node:timers/promises';
import { startBaseline, startService, type Target } from '../processes/target.ts';
import type { Figure, Table, Verdict } from '../report/figure.ts';
import { number, spread } from '../report/format.ts';
import { quantile, spreadOf } from '../report/statistics.ts';
import { contactCount } from '../world/people.ts';
import { ringRound, type RingRound, type RingShape } from './rings.ts';
import { interleaved, type Settings } from './settings.ts';

const streams = 10_000;
const mostMb = 300;

type Variant = 'ringside' | 'baseline';
const variants: readonly Variant[] = ['ringside', 'baseline'];

const titles: Record<Variant, string> = {
  ringside: 'Ringside, 1,000,000 contacts in its database',
  baseline: 'baseline: Express that stores and knows nothing',
};

interface Round extends RingRound {
  openedInSeconds: number;
  /** Resident memory before, with all streams open, and after the rings, MB. */
  emptyMb: number;
  openMb: number;
  endMb: number;
  /** Pages of the database that the process maps, in each of the above; the kernel takes them back when it likes. */
  mappedMb: number;
}

/** Figure 3: ten thousand streams in one process, and how soon one of them is reached. */
export async function streamsFigure(settings: Settings): Promise<Figure> {
  const rounds = await interleaved(settings, variants, (variant) => measure(settings, variant));
  return { id: 'streams', tables: [table(rounds)], verdicts: [verdict(rounds.get('ringside') ?? [])] };
}

async function measure(settings: Settings, variant: Variant): Promise<Round> {
  if (variant === 'baseline') return withStreams(settings, await startBaseline('streams'));
  const dataDir = await settings.worlds.dataDir({ contacts: contactCount, agents: streams });
  const round = await withStreams(settings, await startService(dataDir));
  settings.worlds.drop(dataDir);
  return round;
}

async function withStreams({ scale }: Settings, target: Target): Promise<Round> {
  const shape: RingShape = {
    agents: streams,
    streams,
    rate: 200,
    warmSeconds: 10,
    seconds: Math.ceil(20 * scale),
    seed: 3,
  };
  const sum = ({ ownMb, filesMb }: ReturnType<Target['memory']>): number => ownMb + filesMb;
  const emptyMb = sum(target.memory());
  let openedInSeconds = 0;
  let openMb = 0;
  const round = await ringRound(target, shape, async ({ seconds }) => {
    openedInSeconds = seconds;
    await sleep(3_000);
    openMb = sum(target.memory());
  });
  const memory = target.memory();
  await target.stop();
  return { ...round, openedInSeconds, emptyMb, openMb, endMb: sum(memory), mappedMb: memory.filesMb };
}

function table(rounds: ReadonlyMap<Variant, readonly Round[]>): Table {
  const rows = variants.map((variant) => {
    const own = rounds.get(variant) ?? [];
    const of = (pick: (round: Round) => number): string => spread(spreadOf(own.map(pick)));
    return [
      titles[variant],
      of((round) => round.emptyMb),
      of((round) => round.openMb),
      of((round) => round.endMb),
      of((round) => round.mappedMb),
      of((round) => round.popP50),
      of((round) => round.popP99),
      of((round) => round.openedInSeconds),
    ];
  });
  return {
    header: [
      '10,000 streams, 200 events/s',
      'MB before',
      'MB open',
      'MB after the rings',
      'of it mapped files',
      'reach one, p50 ms',
      'p99 ms',
      's to open all',
    ],
    rows,
  };
}

function verdict(rounds: readonly Round[]): Verdict {
  const mb = quantile(
    rounds.map((round) => Math.max(round.openMb, round.endMb)),
    0.5,
  );
  return { met: mb <= mostMb, text: `${number(mb)} MB in all, at most ${mostMb} asked for.` };
}
