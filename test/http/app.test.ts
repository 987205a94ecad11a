import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFastServer } from '../../src/http/fast.ts';
import { watchSession } from '../../src/http/watch-session.ts';
import { adminKey, agentKey, ownPage, startHttp, type Harness } from './harness.ts';

let http: Harness;
let webRoot: string;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'ringside_test_web_'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Ringside</title>');
  await writeFile(join(webRoot, 'assets', 'main-abc123.js'), 'export {}');
  http = await startHttp({ app: { webRoot } });
});
afterAll(async () => {
  await http.close();
  await rm(webRoot, { recursive: true });
});

test('requests are born with the prototypes that Express sets, so that setting them costs nothing', async () => {
  const app = express();
  app.get('/', (req, res) => void res.json({ host: req.get('host'), ip: req.ip, own: req.app === app }));
  const server = createFastServer(app);
  const born: boolean[] = [];
  server.prependListener('request', (req, res) => {
    born.push(Object.getPrototypeOf(req) === app.request, Object.getPrototypeOf(res) === app.response);
  });
  server.listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(await answer.json()).toMatchObject({ host: `127.0.0.1:${port}`, own: true });
  expect(born).toEqual([true, true]);
  server.close();
});

describe('the webhook', () => {
  test('comes before headers, log and sessions', async () => {
    const before = http.lines.length;
    const answer = await http.ask.get('/pbx/some-key/start_call').expect(200, 'OK');
    expect(answer.headers).not.toHaveProperty('content-security-policy');
    expect(http.lines.length).toBe(before);
  });
});

describe('pages', () => {
  test('are one file under strict headers', async () => {
    for (const path of [
      '/agent',
      '/login',
      '/account',
      '/password?token=x',
      '/setup?token=x',
      '/admin',
      '/admin/sources/1',
      '/contacts/a/b',
    ]) {
      const answer = await http.ask.get(path).expect(200);
      expect(answer.text).toContain('Ringside');
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(policy).not.toContain('upgrade-insecure-requests');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers).not.toHaveProperty('x-powered-by');
      expect(answer.headers).not.toHaveProperty('strict-transport-security');
    }
  });

  test('have files that are kept for a year', async () => {
    const answer = await http.ask.get('/assets/main-abc123.js').expect(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    await http.ask.get('/assets/other.js').expect(404);
    await http.ask.get('/assets/../../etc/passwd').expect(404);
    await http.ask.get('/..%2f..%2fetc/passwd').expect(404);
  });

  test('lead on from an address that is none; programs get a problem', async () => {
    const asBrowser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const answer = await http.ask.get('/no/such/page').set(asBrowser).expect(404);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.text).toContain('Ringside');
    for (const accept of ['*/*', 'application/json']) {
      const problem = await http.ask.get('/no/such/page').set('Accept', accept).expect(404);
      expect(problem.headers['content-type']).toContain('application/problem+json');
    }
    await http.ask
      .post('/no/such/page')
      .set(asBrowser)
      .expect(404)
      .expect('Content-Type', /problem\+json/);
    await http.ask
      .get('/api/nothing')
      .set(asBrowser)
      .expect('Content-Type', /problem\+json/);
  });

  test('that were not built say so', async () => {
    const bare = await startHttp();
    const answer = await bare.ask.get('/agent').expect(404);
    expect(answer.text).toContain('npm run build');
    await bare.close();
  });

  test('begin where one belongs', async () => {
    const home = (cookie: string) => http.ask.get('/').set('Cookie', cookie).expect(302);
    expect((await home('')).headers['location']).toBe('/login');
    expect((await home(await http.cookieOf('agent'))).headers['location']).toBe('/agent');
    const admin = await http.cookieOf('admin');
    expect((await home(admin)).headers['location']).toBe('/admin');
    await http.agents.create({ name: 'A', email: 'admin@example.com', identities: [], crmUsers: [] });
    expect((await home(admin)).headers['location']).toBe('/agent');
  });
});

describe('health', () => {
  test('is for anyone', async () => {
    await http.ask.get('/healthz').expect(200);
    await http.ask.get('/readyz').expect(200, { ready: true, checks: {} });
    expect((await http.ask.get('/metrics').expect(200)).headers['content-type']).toContain('text/plain');
  });

  test('is 503 while not ready, also when that cannot be found out', async () => {
    const registry = { contentType: '', metrics: () => Promise.resolve('') };
    for (const readiness of [
      () => Promise.resolve({ ready: false, checks: { database: 'closed' } }),
      () => Promise.reject(new Error('no')),
    ]) {
      const sick = await startHttp({ app: { health: { readiness, registry } } });
      await sick.ask.get('/readyz').expect(503);
      await sick.close();
    }
  });
});

describe('an agent’s stream', () => {
  test('is the agent’s own', async () => {
    const cookie = await http.cookieOf('agent', 'stream@example.com');
    await http.ask.get('/api/agent/stream').set('Cookie', cookie).expect(409);
    const agent = await http.agents.create({
      name: 'S',
      email: 'stream@example.com',
      identities: [],
      crmUsers: [],
    });
    const answer = await http.ask.get('/api/agent/stream').set('Cookie', cookie).expect(200);
    expect(answer.text).toContain(agent.id);
  });

  test('is another agent’s for admins only', async () => {
    const agent = await http.agents.create({
      name: 'O',
      email: 'other@example.com',
      identities: [],
      crmUsers: [],
    });
    const stream = (key: string, email: string) =>
      http.ask.get('/api/agent/stream').query({ agent: email }).set('Authorization', `Bearer ${key}`);
    expect((await stream(adminKey, 'Other@example.com').expect(200)).text).toContain(agent.id);
    await stream(adminKey, 'nobody@example.com').expect(404);
    await stream(agentKey, 'other@example.com').expect(403);
  });

  test('is refused when there are too many', async () => {
    const full = await startHttp({ services: { stream: () => Promise.resolve(false) } });
    await full.agents.create({ name: 'O', email: 'o@example.com', identities: [], crmUsers: [] });
    const answer = await full.ask
      .get('/api/agent/stream?agent=o@example.com')
      .set('Authorization', `Bearer ${adminKey}`)
      .expect(429);
    expect(answer.headers['retry-after']).toBeDefined();
    await full.close();
  });

  test('ends when its session ends', async () => {
    const cookie = await http.cookieOf('agent', 'leaving@example.com');
    const app = express().get('/', ...http.signIn.identify, (req, res) => {
      res.write('on');
      watchSession(req, res, http.signIn.stillSignedIn, 10);
    });
    const server = app.listen(0);
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    let ended = false;
    const closed = new Promise<void>((resolve) => {
      get({ port, headers: { Cookie: cookie } }, (answer) => {
        answer.resume().on('end', () => {
          ended = true;
          resolve();
        });
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(ended).toBe(false);
    await http.ask
      .post('/auth/logout')
      .set({ Cookie: cookie, ...ownPage })
      .expect(204);
    await closed;
    server.close();
  });
});
