import { createPhoneIndex } from '../../src/lookup/phone-index.ts';
import { openSqlite, type Db } from '../../src/store/database.ts';
import { createSqliteHotStore } from '../../src/store/hot-sqlite.ts';
import type { Figure, Table } from '../report/figure.ts';
import { number, spread } from '../report/format.ts';
import { latencyOf, quantile, spreadOf, type Latency } from '../report/statistics.ts';
import { connectionName, contactNumber, strangerNumber } from '../world/people.ts';
import { createRandom } from '../world/random.ts';
import { databaseIn } from '../world/world.ts';
import { interleaved, type Settings } from './settings.ts';

const sizes = [10_000, 100_000, 1_000_000];
const lookups = 200_000;
const mostP99Us = 500;

type Variant = `${'index' | 'map'} ${number}`;

/** Figure 4: who calls? One indexed read, however many contacts there are; a Map in memory beside it. */
export async function indexFigure(settings: Settings): Promise<Figure> {
  const variants = sizes.flatMap((size): Variant[] => [`index ${size}`, `map ${size}`]);
  const rounds = await interleaved(settings, variants, (variant) => {
    const size = Number(variant.split(' ')[1]);
    return variant.startsWith('index') ? inDatabase(settings, size) : inMemory(size);
  });
  const largest = rounds.get(`index ${Math.max(...sizes)}`) ?? [];
  const p99 = quantile(
    largest.map((round) => round.p99),
    0.5,
  );
  return {
    id: 'index',
    tables: [table(rounds)],
    verdicts: [
      {
        met: p99 < mostP99Us,
        text: `p99 ${number(p99)} µs among a million, less than ${mostP99Us} asked for.`,
      },
    ],
  };
}

async function inDatabase({ worlds, scale }: Settings, size: number): Promise<Latency> {
  const dataDir = await worlds.dataDir({ contacts: size, agents: 0 });
  const database = await openSqlite(databaseIn(dataDir));
  const index = createPhoneIndex({
    hot: createSqliteHotStore(database),
    choices: { of: () => Promise.resolve([]) },
    connection: () => ({
      name: connectionName,
      recordUrl: ({ id }) => `/contacts/${id}`,
      neverMatch: { numbers: [], companies: [], records: [] },
    }),
    worthAsking: () => false,
  });
  const round = await timed(size, scale, (number) => found(database.db, index, number));
  await database.close();
  worlds.drop(dataDir);
  return round;
}

async function found(db: Db, index: ReturnType<typeof createPhoneIndex>, e164: string): Promise<boolean> {
  const known = await index.lookup(db, [e164]);
  return (known.get(e164)?.matches.length ?? 0) > 0;
}

function inMemory(size: number, scale = 1): Promise<Latency> {
  const contacts = new Map<string, { id: string; name: string }>();
  for (let n = 0; n < size; n++) contacts.set(contactNumber(n), { id: `contact-${n}`, name: `Contact ${n}` });
  return timed(size, scale, (number) => Promise.resolve(contacts.has(number)));
}

/** Half of the callers are known. Latency in µs. */
async function timed(
  size: number,
  scale: number,
  isKnown: (number: string) => Promise<boolean>,
): Promise<Latency> {
  const random = createRandom(size);
  const latencies: number[] = [];
  for (let n = 0; n < lookups * scale; n++) {
    const shouldBeKnown = n % 2 === 0;
    const who = Math.floor(random() * size);
    const number = shouldBeKnown ? contactNumber(who) : strangerNumber(who);
    const startedAt = performance.now();
    const known = await isKnown(number);
    latencies.push((performance.now() - startedAt) * 1000);
    if (known !== shouldBeKnown) throw new Error('the index gave a wrong answer');
  }
  return latencyOf(latencies);
}

function table(rounds: ReadonlyMap<Variant, readonly Latency[]>): Table {
  const of = (variant: Variant, q: 'p50' | 'p99'): string =>
    spread(spreadOf((rounds.get(variant) ?? []).map((round) => round[q])));
  const rows = sizes.map((size) => [
    size.toLocaleString('en-US'),
    of(`index ${size}`, 'p50'),
    of(`index ${size}`, 'p99'),
    of(`map ${size}`, 'p50'),
    of(`map ${size}`, 'p99'),
  ]);
  return { header: ['contacts', 'index p50 µs', 'p99 µs', 'Map p50 µs', 'p99 µs'], rows };
}
