import { z } from 'zod';
import { startHelper, type Helper } from '../processes/ask.ts';
import { startBaseline, startService, type BaselineKind } from '../processes/target.ts';
import type { Figure, Table, Verdict } from '../report/figure.ts';
import { number, ratio, spread } from '../report/format.ts';
import { quantile, spreadOf } from '../report/statistics.ts';
import { sqliteAt } from '../world/database.ts';
import { contactCount } from '../world/people.ts';
import { databaseIn } from '../world/world.ts';
import { aftermath, loadRound, type Aftermath, type LoadRound, type LoadShape } from './acknowledge.ts';
import { interleaved, type Settings } from './settings.ts';

const agents = 1_000;
const eventsPerCall = 4.5;

type Variant = 'ringside' | Exclude<BaselineKind, 'streams'>;
const variants: readonly Variant[] = ['ringside', 'express', 'express-fast'];

const titles: Record<Variant, string> = {
  ringside: 'Ringside: journal, fold, lookup; settling and logging going on',
  express: '(a) Express 5 that answers OK',
  'express-fast': '(b) the same without the prototype cost',
};

interface Round extends LoadRound {
  after: Aftermath | null;
}

/** Figure 1: events durably acknowledged per second, beside an Express that does nothing. */
export async function ack(settings: Settings): Promise<Figure> {
  const shapes: { name: string; shape: LoadShape }[] = [
    {
      name: '100 keep-alive connections',
      shape: {
        connections: 100,
        keepAlive: true,
        warm: scaled(settings, 20_000),
        measured: scaled(settings, 120_000),
      },
    },
    {
      name: '100 at a time, a new connection for each',
      shape: {
        connections: 100,
        keepAlive: false,
        warm: scaled(settings, 5_000),
        measured: scaled(settings, 20_000),
      },
    },
  ];
  const client = startHelper('load-client.js');
  try {
    await writeTraffic(client, scaled(settings, 140_000));
    const tables: Table[] = [];
    const verdicts: Verdict[] = [];
    for (const { name, shape } of shapes) {
      settings.say(name);
      const rounds = await interleaved(settings, variants, (variant) =>
        measure(settings, client, variant, shape),
      );
      tables.push(table(name, rounds));
      verdicts.push(verdict(name, rounds), ...pipelineNotes(rounds, shape));
    }
    return { id: 'ack', tables, verdicts };
  } finally {
    client.end();
  }
}

const scaled = ({ scale }: Settings, count: number): number => Math.round(count * scale);

async function writeTraffic(client: Helper, requests: number): Promise<void> {
  const calls = Math.ceil((requests / eventsPerCall) * 1.2);
  const written = await client.ask('write', { calls, agents, seed: 1 }, z.object({ requests: z.number() }));
  if (written.requests < requests) throw new Error('too few calls for so many requests');
}

async function measure(
  settings: Settings,
  client: Helper,
  variant: Variant,
  shape: LoadShape,
): Promise<Round> {
  if (variant !== 'ringside') {
    const target = await startBaseline(variant);
    const round = await loadRound(client, [target], shape);
    await target.stop();
    return { ...round, after: null };
  }
  const dataDir = await settings.worlds.dataDir({ contacts: contactCount, agents });
  const target = await startService(dataDir);
  const round = await loadRound(client, [target], shape);
  const after = await aftermath(sqliteAt(databaseIn(dataDir)), shape.warm + shape.measured);
  await target.stop();
  settings.worlds.drop(dataDir);
  return { ...round, after };
}

function table(name: string, rounds: ReadonlyMap<Variant, readonly Round[]>): Table {
  const rows = variants.map((variant) => {
    const own = rounds.get(variant) ?? [];
    const of = (pick: (round: Round) => number): string => spread(spreadOf(own.map(pick)));
    return [
      titles[variant],
      of((round) => round.perSecond),
      of((round) => round.p50Ms),
      of((round) => round.p99Ms),
      of((round) => round.cpuUs),
      of((round) => round.clientBusy * 100),
    ];
  });
  return {
    header: [name, 'events/s', 'p50 ms', 'p99 ms', 'server CPU µs each', 'client busy %'],
    rows,
  };
}

function verdict(name: string, rounds: ReadonlyMap<Variant, readonly Round[]>): Verdict {
  const rate = (variant: Variant): number =>
    quantile(
      (rounds.get(variant) ?? []).map((round) => round.perSecond),
      0.5,
    );
  const toPlain = rate('ringside') / rate('express');
  const toFast = rate('ringside') / rate('express-fast');
  return {
    met: toPlain >= 1,
    text: `${name}: ${ratio(toPlain)} of (a), at least 1.0 asked for; ${ratio(toFast)} of (b).`,
  };
}

/** Acknowledging fast is worth nothing if the rest falls behind for ever: what became of the calls. */
function pipelineNotes(rounds: ReadonlyMap<Variant, readonly Round[]>, { measured }: LoadShape): Verdict[] {
  const own = (rounds.get('ringside') ?? []).flatMap(({ after, perSecond }) =>
    after === null
      ? []
      : [{ ...after, wholeRate: measured / (measured / perSecond + Math.max(0, after.seconds - 3)) }],
  );
  const of = (pick: (one: (typeof own)[number]) => number): string => number(quantile(own.map(pick), 0.5));
  return [
    {
      met: true,
      text:
        `every event acknowledged is in the journal, and all ${of((one) => one.settled)} calls are settled and in the ` +
        `contact book ${of((one) => one.seconds)} s after the load (3 s of it is the wait before a call counts as over; ` +
        `${of((one) => one.settledMeanwhile)} were settled under load). To the last activity: ${of((one) => one.wholeRate)} events/s.`,
    },
  ];
}
