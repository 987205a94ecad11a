import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadConfig, type Config, type Tunables } from '../../src/config.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import { projectRoot } from '../../src/platform/project-root.ts';
import { startService, type Service } from '../../src/service.ts';
import { createClient, type Client } from './client.ts';
import { anOffice, type Provision } from './office.ts';
import { activitiesInBook, isQuiet, peekIntoFile, type Peek } from './peek.ts';
import { until } from './until.ts';

type Overrides = { [Part in keyof Tunables]?: Partial<Tunables[Part]> };

export interface ServiceOptions {
  provision?: Provision;
  /** Over config/default.yaml. */
  config?: Overrides;
  env?: Record<string, string>;
  /** Time stands still at this moment (epoch ms) but for `advance`. Without it the clock runs. */
  frozenAt?: number;
}

export interface TestService extends Client {
  service: Service;
  /** Of an embedded installation. */
  databaseFile: string;
  peek: Peek;
  /** Names of all tables of its database. */
  tables(): Promise<string[]>;
  /** What the contact book holds of a call, in the order of the activities' keys. */
  inBook(pbxCallId: string): Promise<CallActivity[]>;
  /** Signs the person in by link; answers the cookie to send. */
  signIn(email: string): Promise<string>;
  /** Resolves when every call is settled and everything planned is logged. */
  quiet(): Promise<true>;
  /** Moves the service's clock, ms. */
  advance(ms: number): void;
  /** Every line logged so far. */
  log: readonly string[];
  /** Stops it and starts it again on the same data, elsewhere; `meanwhile` has the data to itself. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** Calls settle soon, so that tests need not wait for it; a CRM may be as slow as a loaded machine makes it. */
const impatient: Overrides = {
  calls: { settleAfterMs: 60 },
  engine: { gatherMs: 0 },
  lookup: { deadlineMs: 15_000 },
};

/** vitest runs this suite on PostgreSQL and Redis. */
export const isScaled = process.env['TEST_INSTALLATION'] === 'scaled';

/** What an installation stands on. */
export interface Ground {
  env: Record<string, string>;
  /** Of its processes; the first takes events and shows pages. */
  roles: readonly Config['role'][];
  peek: Peek;
  tables(): Promise<string[]>;
  remove(): Promise<void>;
}

/**
 * The real service in this process, with real HTTP and an empty database of its own: SQLite, or (in the suites that
 * vitest runs as `scaled`) a web process and a worker, as it were, on PostgreSQL and Redis.
 */
export async function startTestService(options: ServiceOptions = {}): Promise<TestService> {
  const place = aPlace(options.provision ?? anOffice());
  const ground = await groundOf(place);
  const log: string[] = [];
  let advanced = 0;
  const clock = (): number => (options.frozenAt ?? Date.now()) + advanced;
  const startAs = (role: Config['role']): Promise<Service> => {
    // A port that was asked for is the web server's.
    const port = role === 'worker' && { PORT: '0' };
    const env = { ...place.env, LOG_LEVEL: 'info', ...ground.env, ROLE: role, ...options.env, ...port };
    const config = withOverrides(loadConfig({ env, root: projectRoot() }), options.config ?? {});
    const logger = pino({ level: config.logLevel }, { write: (line: string) => log.push(line) });
    return startService({ config, log: logger, env, root: projectRoot(), version: '0.0.0', clock });
  };
  // At once, as an orchestrator would.
  const start = (): Promise<Service[]> => Promise.all(ground.roles.map(startAs));
  let all = await start();
  const first = (): Service => {
    const [service] = all;
    if (service === undefined) throw new Error('nothing runs');
    return service;
  };
  const stop = (): Promise<unknown> => Promise.all(all.map((service) => service.stop()));
  return {
    ...createClient(() => first().url),
    get service() {
      return first();
    },
    databaseFile: place.databaseFile,
    peek: ground.peek,
    tables: ground.tables,
    inBook: async (pbxCallId) =>
      (await activitiesInBook(ground.peek)).filter((one) => one.pbxCallId === pbxCallId),
    async signIn(email) {
      const link = await first().signInUrl(email);
      if (link === null) throw new Error(`there is no person ${email}`);
      const response = await fetch(link, { redirect: 'manual' });
      return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    },
    quiet: () => until('everything is settled and logged', () => isQuiet(ground.peek), 60_000),
    advance: (ms) => void (advanced += ms),
    log,
    async restart(meanwhile) {
      await stop();
      await meanwhile?.();
      all = await start();
    },
    async stop() {
      await stop();
      await ground.remove();
      place.remove();
    },
  };
}

async function groundOf({ databaseFile }: Place): Promise<Ground> {
  if (isScaled) return (await import('./scaled.ts')).scaledGround();
  const peek = peekIntoFile(databaseFile);
  return {
    env: {},
    roles: ['all'],
    peek,
    async tables() {
      const found = await peek<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`);
      return found.map(({ name }) => name);
    },
    remove: () => Promise.resolve(),
  };
}

export interface Place {
  env: Record<string, string>;
  databaseFile: string;
  remove(): void;
}

/** Directories for one installation. */
export function aPlace(provision: Provision): Place {
  const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
  const provisionDir = join(directory, 'provision');
  mkdirSync(provisionDir);
  // JSON is YAML.
  writeFileSync(join(provisionDir, 'office.yaml'), JSON.stringify(provision));
  const dataDir = join(directory, 'data');
  return {
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      PROVISION_DIR: provisionDir,
      OUTBOUND_ALLOW: 'loopback',
    },
    databaseFile: join(dataDir, 'ringside.sqlite'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function withOverrides(config: Config, given: Overrides): Config {
  const over = <Part extends keyof Tunables>(part: Part): Tunables[Part] => ({
    ...config[part],
    ...impatient[part],
    ...given[part],
  });
  return {
    ...config,
    calls: over('calls'),
    lookup: over('lookup'),
    engine: over('engine'),
    webhook: over('webhook'),
    journal: over('journal'),
    sessions: over('sessions'),
    signIn: over('signIn'),
    links: over('links'),
    audit: over('audit'),
    oidc: over('oidc'),
    api: over('api'),
    panel: over('panel'),
    streams: over('streams'),
  };
}
