import { randomBytes } from 'node:crypto';
import express from 'express';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import supertest from 'supertest';
import { createBook } from '../../connectors/directory/book.ts';
import { createConnectorModules } from '../../connectors/index.ts';
import { createAgents } from '../../src/agents/agents.ts';
import { createAudit } from '../../src/audit/audit.ts';
import { createConnectionAdmin } from '../../src/compose/connection-admin.ts';
import { createConnectionChecks } from '../../src/compose/connection-checks.ts';
import { createConnections } from '../../src/crm/connections.ts';
import { connectionRules } from '../../src/crm/rules.ts';
import { createStandings } from '../../src/crm/standing.ts';
import { createMirror } from '../../src/lookup/mirror.ts';
import { createApp, type AppDeps } from '../../src/http/app.ts';
import { apiRoutes } from '../../src/http/routes/index.ts';
import type { EmbedPlaces } from '../../src/http/embed.ts';
import type { Services } from '../../src/http/services.ts';
import { createSignIn } from '../../src/http/sign-in.ts';
import { createSignInThrottle } from '../../src/http/throttle.ts';
import { operations } from './operations.ts';
import { parsePhone } from '../../src/model/phone.ts';
import type { Role } from '../../src/model/role.ts';
import { createSources } from '../../src/pbx/sources.ts';
import { createApiKeys } from '../../src/people/api-keys.ts';
import { createPasswordLinks } from '../../src/people/password-links.ts';
import { createPeople } from '../../src/people/people.ts';
import { createRoster } from '../../src/people/roster.ts';
import { createSessions } from '../../src/people/sessions.ts';
import { createSignInLinks } from '../../src/people/sign-in-links.ts';
import { createSeal } from '../../src/platform/seal.ts';
import { openSqlite } from '../../src/store/database.ts';

export const adminKey = 'rs_adminadminadminadmin';
export const supervisorKey = 'rs_supervisorsupervisor';
export const agentKey = 'rs_agentagentagentagent';
export const password = 'correct horse battery staple';
/** What a browser sends along when our own page asks. */
export const ownPage = { 'Sec-Fetch-Site': 'same-origin' };

const page = { items: [], nextCursor: null };
const sales = {
  rules: connectionRules.parse({}),
  provisioned: false,
  createsPeople: true,
  placeholders: [{ name: 'queue', means: 'The queue' }],
};
const rulesOfSales: Services['rules'] = {
  get: () => sales,
  save: (_connection, rules) => Promise.resolve({ ...sales, rules }),
  preview: () => Promise.resolve({ items: [] }),
};

const services: Services = {
  calls: {
    list: () => Promise.resolve(page),
    get: () => Promise.resolve(null),
    ofAgent: () => Promise.resolve(page),
    chooseMatch: () => Promise.resolve(null),
    writeNote: () => Promise.resolve(null),
    createPerson: () => Promise.resolve(null),
  },
  operations,
  panel: () => ({ dispositions: ['Connected'], newPeople: ['sales'] }),
  rules: rulesOfSales,
  ledger: () => Promise.resolve({ balanced: true, settledCalls: 0, connections: [] }),
  contact: () => Promise.resolve(null),
  samples: {
    play: () => Promise.resolve({ playing: ['answered'], seconds: 3 }),
    remove: () => Promise.resolve(),
  },
  tryIt: (_source, url, agent) => ({ ring: `curl ${url}`, answer: agent.email, hangUp: '' }),
  stream(_req, res, agentId) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.write(`event: snapshot\ndata: ${agentId}\n\n`);
    setTimeout(() => res.end(), 20);
    return Promise.resolve(true);
  },
};

export interface HarnessOptions {
  services?: Partial<Services>;
  embedPlaces?: EmbedPlaces;
  app?: Partial<AppDeps>;
  publicUrl?: string;
  triesPerPair?: number;
  triesPerAddress?: number;
}

export type Harness = Awaited<ReturnType<typeof startHttp>>;

/** The whole web server over real SQLite; only the work behind the routes is a stand-in. */
export async function startHttp(options: HarnessOptions = {}) {
  const { db, close } = await openSqlite(':memory:');
  const time = { now: Date.now() };
  const clock = (): number => time.now;
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const publicUrl = options.publicUrl ?? 'http://ringside.test';
  const secure = publicUrl.startsWith('https:');

  const sources = await createSources({
    ...{ db, clock, seal: createSeal(randomBytes(32)), dialects: ['linuxbox', 'contaqt'] },
    readNumber: (number, country) => parsePhone(number, country)?.e164 ?? null,
  });
  const agents = await createAgents({ db, clock });
  const people = createPeople({ db, clock });
  const apiKeys = await createApiKeys({ db, clock });
  const links = createSignInLinks({ db, clock, firstRunMs: 60_000, signInMs: 60_000 });
  const modules = createConnectorModules({ db });
  const connections = await createConnections({
    ...{ db, modules, log, fetch, publicUrl, clock },
    ...{ seal: createSeal(randomBytes(32)), newId: () => randomBytes(8).toString('hex') },
  });
  const sessions = { idleMs: 3_600_000, absoluteMs: 24 * 3_600_000 };
  const signIn = createSignIn({ db, clock, people, apiKeys, sessions, secure, secret: 'test' });
  const throttle = createSignInThrottle({
    ...{
      triesPerAddressAndEmail: options.triesPerPair ?? 100,
      triesPerAddress: options.triesPerAddress ?? 1000,
      windowMs: 60_000,
    },
  });
  const mirror = createMirror({
    ...{ db, clock, log, everyMs: 60_000 },
    connections: () => connections.list().map((one) => ({ ...one, country: null })),
  });
  const standings = createStandings(db);
  const checks = createConnectionChecks({ connections, standings, clock, log });
  const engine = { wake: () => undefined, resume: (id: string) => connections.resume(id) };
  const connectionAdmin = createConnectionAdmin({
    ...{ db, connections, modules, engine, mirror, standings, checks, agents, clock, fetch },
    ...{ books: createBook(db), publicUrl: () => publicUrl },
    exchangeMs: 1_000,
  });
  const audit = createAudit({ db, clock, keepDays: 100 });
  const roster = createRoster({ db });
  const routes = apiRoutes({
    ...{
      db,
      clock,
      log,
      signIn,
      throttle,
      people,
      links,
      agents,
      sources,
      connections,
      connectionAdmin,
      apiKeys,
      audit,
      roster,
    },
    sessions: createSessions({ db, clock }),
    passwordLinks: createPasswordLinks({ db, clock }),
    linkTimes: { inviteMs: 120_000, passwordMs: 60_000 },
    oidc: null,
    dialects: [{ name: 'linuxbox', title: 'Linuxbox', setup: ['Paste the address'] }],
    services: { ...services, ...options.services },
    embedPlaces: options.embedPlaces ?? (() => []),
    ...{ publicUrl: () => publicUrl, version: '0.0.0', isLeaving: () => false },
  });
  const webhook = express.Router().use((_req, res) => void res.type('text/plain').send('OK'));
  const { app, server } = createApp({
    ...{ webhook, routes, signIn, audit, log, secure, bodyLimit: 10_000, trustProxy: 1 },
    health: { readiness: () => Promise.resolve({ ready: true, checks: {} }), registry: new Registry() },
    webRoot: '/nowhere',
    isAgent: (email) => agents.byEmail(email) !== null,
    embedPlaces: options.embedPlaces ?? (() => []),
    publicUrl: () => publicUrl,
    ...options.app,
  });
  await apiKeys.provision({ name: 'admin', role: 'admin', key: adminKey });
  await apiKeys.provision({ name: 'supervisor', role: 'supervisor', key: supervisorKey });
  await apiKeys.provision({ name: 'agent', role: 'agent', key: agentKey });

  return {
    ...{ app, server, db, time, lines, log, routes },
    ...{ sources, agents, people, apiKeys, links, connections, signIn, audit, mirror },
    ask: supertest(server),
    /** Adds a person and signs them in; answers the cookie to send. */
    async cookieOf(role: Role, email = `${role}@example.com`): Promise<string> {
      await people.create({ name: role, email, role, password });
      return signedIn(await supertest(server).post('/auth/login').send({ email, password }).expect(200));
    },
    /** The cookie of a new session of this person. */
    async sessionOf(personId: string): Promise<string> {
      const token = await links.issue(personId);
      return signedIn(await supertest(server).get('/auth/link').query({ token }).expect(302));
    },
    async close() {
      await Promise.all([mirror.stop(), checks.stop()]);
      await close();
    },
  };
}

/** The session cookie of an answer, as a browser sends it back. */
export function signedIn(answer: { headers: Record<string, unknown> }): string {
  const cookies = [answer.headers['set-cookie']].flat();
  return String(cookies[0]).split(';', 1)[0] ?? '';
}
