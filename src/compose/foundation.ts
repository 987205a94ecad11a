import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createAgents, type Agents } from '../agents/agents.ts';
import { createPresence, type PresenceBook } from '../agents/presence.ts';
import { createAudit, type Audit } from '../audit/audit.ts';
import type { Config } from '../config.ts';
import { createConnections, type Connections } from '../crm/connections.ts';
import type { ConnectorModule } from '../crm/contract.ts';
import { parsePhone } from '../model/phone.ts';
import { dialects } from '../pbx/dialects/index.ts';
import { createSources, type Sources } from '../pbx/sources.ts';
import { createApiKeys, type ApiKeys } from '../people/api-keys.ts';
import { createPasswordLinks, type PasswordLinks } from '../people/password-links.ts';
import { createPeople, type People } from '../people/people.ts';
import { createRoster, type Roster } from '../people/roster.ts';
import { createSessions, type Sessions } from '../people/sessions.ts';
import { createSignInLinks, type SignInLinks } from '../people/sign-in-links.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { createOutboundFetch } from '../platform/outbound.ts';
import { createAddressRule } from '../platform/public-address.ts';
import { createSeal, deriveSecret, keyFromFile } from '../platform/seal.ts';
import type { Db } from '../store/database.ts';
import { sealAnew } from '../store/seal-anew.ts';
import type { HotStore } from '../store/hot.ts';
import type { Closer } from './closer.ts';
import type { Metrics } from './metrics.ts';
import { openStore } from './store.ts';

export interface FoundationDeps {
  config: Config;
  clock: Clock;
  log: Log;
  /** Where people reach us. */
  url: string;
  crmRequest: Metrics['crmRequest'];
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
  roster: Roster;
  sessions: Sessions;
  apiKeys: ApiKeys;
  links: SignInLinks;
  passwordLinks: PasswordLinks;
  audit: Audit;
  connections: Connections;
  /** For addresses that an admin, a file or a CRM named. */
  fetch: typeof fetch;
  /** Sign session cookies: the first does, the others are believed. */
  sessionSecrets: string[];
  /** The same in all its processes, and another in any other installation; no secret. */
  installation: string;
}

export async function openFoundation(deps: FoundationDeps, closers: Closer[]): Promise<Foundation> {
  const { config, clock, log, url } = deps;
  if (config.shared === null) mkdirSync(config.dataDir, { recursive: true });
  const key = config.encryptionKey ?? keyFromFile(config.encryptionKeyFile);
  const seal = createSeal(key, config.oldEncryptionKeys);
  const fetch = createOutboundFetch(createAddressRule(config.outboundAllow));
  const { db, hot } = await openStore({ config, log }, closers);

  const resealed = await sealAnew(db, seal);
  if (resealed > 0) log.info({ resealed }, 'secrets are sealed with the new key');

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
    observe: deps.crmRequest,
    publicUrl: url,
    clock,
    newId: randomUUID,
  });
  closers.push(() => connections.close());

  return {
    db,
    hot,
    sources,
    agents,
    presence: await createPresence({ db, ...agents }),
    people: createPeople({ db, clock }),
    apiKeys: await createApiKeys({ db, clock }),
    roster: createRoster({ db }),
    sessions: createSessions({ db, clock }),
    audit: createAudit({ db, clock, ...config.audit }),
    passwordLinks: createPasswordLinks({ db, clock }),
    links: createSignInLinks({ db, clock, ...config.links }),
    connections,
    fetch,
    sessionSecrets: [key, ...config.oldEncryptionKeys].map((one) => deriveSecret(one, 'sessions')),
    installation: deriveSecret(key, 'installation').slice(0, 12),
  };
}
