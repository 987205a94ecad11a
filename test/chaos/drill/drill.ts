import { createRandom } from '../../../bench/world/random.ts';
import { ledgerShape } from '../../../src/api/admin.ts';
import { anOfficeWith, everyKind, writeCalls, type SentCall } from '../crm-storm.ts';
import { until } from '../../support/until.ts';
import { createAdmin, type Admin } from './admin.ts';
import { compare, type Findings } from './compare.ts';
import { startCrm, type RemoteCrm } from './crm-orders.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { deal, faultsFor, type Fault } from './faults.ts';
import { startInstallation, type DrillInstallation, type Mode } from './installations.ts';

export interface DrillOptions {
  mode: Mode;
  calls: number;
  faults: number;
  seed: number;
  /** 0: as fast as they are acknowledged. */
  eventsPerSecond: number;
  /** How long what is left may take when nothing goes wrong any more, ms. */
  settleWithinMs: number;
  /** What the processes run: `test/chaos/impatient.ts`, or what it was compiled to. */
  main: string;
  /** Hears how far it has got. */
  tell(line: string): void;
}

export interface DrillResult extends Findings {
  mode: Mode;
  calls: number;
  deliveries: number;
  exchange: Exchange['counts'];
  /** How often each kind was inflicted. */
  faults: ReadonlyMap<string, number>;
  /** Requests to the CRMs that something befell. */
  disturbed: number;
  /** Activities in the CRMs in the end. */
  records: number;
  disk: string;
  tookMs: number;
}

/** Plays calls against a real installation while everything around it fails, and looks what came of them. */
export async function drill(options: DrillOptions): Promise<DrillResult> {
  const { mode, seed } = options;
  const crms = await Promise.all([startCrm('salesforce', seed), startCrm('hubspot', seed)]);
  try {
    const wanted = { provision: anOfficeWith(crms), main: options.main };
    const here = await startInstallation(mode, wanted);
    try {
      return await drillOn(here, crms, options);
    } finally {
      await here.stop();
    }
  } finally {
    for (const crm of crms) await crm.close();
  }
}

async function drillOn(
  here: DrillInstallation,
  crms: readonly RemoteCrm[],
  options: DrillOptions,
): Promise<DrillResult> {
  const { mode, seed, tell } = options;
  const begunAt = performance.now();
  await allPeopleKnown(here, crms);
  const calls = writeCalls(options.calls, seed, everyKind);
  const webs = here.processes.filter(({ isWeb }) => isWeb).map(({ client }) => client);
  const exchange = createExchange({ calls, seed, webs, eventsPerSecond: options.eventsPerSecond });
  const admin = createAdmin(here, options.settleWithinMs);
  const faults = deal(faultsFor(here, crms), options.faults, seed);
  const playing = exchange.play();
  const inflicted = await inflictAll(faults, { exchange, admin, seed, tell });
  await playing;
  tell(`${mode}: the storm is over, ${String(exchange.counts.acknowledged)} deliveries acknowledged`);
  await admin.seeEverythingThrough();
  const findings = await look(here, exchange, calls, crms);
  const disturbed = await Promise.all(crms.map((crm) => crm.tell({ do: 'disturbed' })));
  const records = await Promise.all(crms.map(async (crm) => (await crm.calls()).length));
  return {
    ...{ mode, calls: calls.length, deliveries: exchange.total, exchange: exchange.counts },
    ...findings,
    faults: inflicted,
    disturbed: sum(disturbed.map(Number)),
    records: sum(records),
    disk: here.disk.how,
    tookMs: performance.now() - begunAt,
  };
}

/** Until then a call's caller would be a stranger. */
async function allPeopleKnown(here: DrillInstallation, crms: readonly RemoteCrm[]): Promise<void> {
  const { db, close } = await here.open();
  const people = sum(crms.map(({ records }) => records.filter(({ phone }) => phone !== '').length));
  await until(
    'all people are in the index',
    async () => (await db.selectFrom('phone_index').select('e164').execute()).length >= people,
    60_000,
  );
  await close();
}

interface Inflicting {
  exchange: Exchange;
  admin: Admin;
  seed: number;
  tell(line: string): void;
}

/** One after the other as the storm goes on; several at once, but never two on the same. */
async function inflictAll(
  faults: readonly Fault[],
  { exchange, admin, seed, tell }: Inflicting,
): Promise<Map<string, number>> {
  const random = createRandom(seed + 1);
  const counted = new Map<string, number>();
  const busy = new Map<string, Promise<void>>();
  const { attempts, progress, felt, counts } = exchange;
  const x = {
    ...{ attempts, progress, felt, random },
    refusals: () => counts.unavailable,
    resume: admin.resume,
  };
  for (const [n, fault] of faults.entries()) {
    await exchange.reached(Math.floor((exchange.total * (n + 1)) / (faults.length + 2)));
    await busy.get(fault.target);
    counted.set(fault.kind, (counted.get(fault.kind) ?? 0) + 1);
    tell(`${String(n + 1)}/${String(faults.length)} ${fault.target}: ${fault.kind}`);
    const under = fault.inflict(x);
    // Whoever waits for it hears of its failure; until then nobody does.
    under.catch(() => undefined);
    busy.set(fault.target, under);
  }
  await Promise.all(busy.values());
  return counted;
}

async function look(
  here: DrillInstallation,
  exchange: Exchange,
  calls: readonly SentCall[],
  crms: readonly RemoteCrm[],
): Promise<Findings> {
  const { db, close } = await here.open();
  const findings = await compare(db, exchange, calls, crms);
  await close();
  const web = here.processes.find(({ isWeb }) => isWeb);
  const ledger = ledgerShape.parse(await web?.client.get('/api/admin/ledger'));
  const sound = ledger.balanced && ledger.connections.every((one) => one.waiting + one.dead === 0);
  if (!sound || ledger.settledCalls !== calls.length)
    findings.wrong.push(
      `the ledger of ${String(calls.length)} calls does not balance: ${JSON.stringify(ledger)}`,
    );
  findings.wrong.push(...here.processes.flatMap(({ crashes }) => crashes));
  return findings;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
