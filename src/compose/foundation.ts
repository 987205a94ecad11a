import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createAgents, type Agents } from '../agents/agents.ts';
import { createPresence, type PresenceBook } from '../agents/presence.ts';
import type { Config } from '../config.ts';
import { createConnections, type Connections } from '../crm/connections.ts';
import type { ConnectorModule } from '../crm/contract.ts';
import { parsePhone } from '../model/phone.ts';
import { dialects } from '../pbx/dialects/index.ts';
import { createSources, type Sources } from '../pbx/sources.ts';
import { createApiKeys, type ApiKeys } from '../people/api-keys.ts';
import { createPeople, type People } from '../people/people.ts';
import { createSignInLinks, type SignInLinks } from '../people/sign-in-links.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { createSeal, deriveSecret, keyFromFile } from '../platform/seal.ts';
import { lockDataDirectory } from '../store/data-lock.ts';
import { openSqlite, type Db } from '../store/database.ts';
import type { HotStore } from '../store/hot.ts';
import { createSqliteHotStore } from '../store/hot-sqlite.ts';

/** Closes what was opened; all of them run backwards at the end. */
export type Closer = () => unknown;

export interface FoundationDeps {
  config: Config;
  clock: Clock;
  log: Log;
  /** Where people reach us. */
  url: string;
  modules(db: Db): readonly ConnectorModule[];
}

/** The database, and what is kept in memory of it: who and what is configured. */
export interface Foundation {
  db: Db;
  hot: HotStore;
  sources: Sources;
  agents: Agents;
  presence: PresenceBook;
  people: People;
  apiKeys: ApiKeys;
  links: SignInLinks;
  connections: Connections;
  /** Signs session cookies. */
  sessionSecret: string;
}

export async function openFoundation(deps: FoundationDeps, closers: Closer[]): Promise<Foundation> {
  const { config, clock, log, url } = deps;
  mkdirSync(config.dataDir, { recursive: true });
  closers.push(lockDataDirectory(config.dataDir));
  const key = config.encryptionKey ?? keyFromFile(config.encryptionKeyFile);
  const seal = createSeal(key);
  const { db, sqlite, close } = await openSqlite(config.databaseFile);
  closers.push(close);

  const readNumber = (number: string, country: string): string | null =>
    parsePhone(number, country)?.e164 ?? null;
  const dialectNames = dialects.map(({ name }) => name);
  const sources = await createSources({ db, seal, clock, dialects: dialectNames, readNumber });
  const agents = await createAgents({ db, clock });
  const connections = await createConnections({
    db,
    modules: deps.modules(db),
    seal,
    log,
    fetch,
    publicUrl: url,
    clock,
    newId: randomUUID,
  });
  closers.push(() => connections.close());

  return {
    db,
    hot: createSqliteHotStore(sqlite),
    sources,
    agents,
    presence: await createPresence({ db, ...agents }),
    people: createPeople({ db, clock }),
    apiKeys: await createApiKeys({ db, clock }),
    links: createSignInLinks({ db, clock, ...config.links }),
    connections,
    sessionSecret: deriveSecret(key, 'sessions'),
  };
}
