import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../src/http/route.ts';
import { adminKey, agentKey, startHttp, type Harness } from './harness.ts';

let http: Harness;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());

/** An address of this route, with something in each parameter. */
const addressOf = (route: Route): string => route.path.replace(/:\w+/g, 'x');

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

describe('every route of the table', () => {
  test('answers 401 to a wrong key, even with a good cookie', async () => {
    const cookie = await http.cookieOf('admin', 'key-and-cookie@example.com');
    await http.ask.get('/api/admin/sources').set('Cookie', cookie).expect(200);
    await http.ask
      .get('/api/admin/sources')
      .set({ Cookie: cookie, ...bearer('rs_wrong') })
      .expect(401);
  });

  test('answers no 5xx to nonsense', async () => {
    const bodies = ['{', '[]', 'null', '{"name":7}', '{"__proto__":{"role":"admin"}}', '"x"'];
    for (const route of http.routes.filter(({ path }) => path !== '/auth/logout')) {
      for (const body of bodies) {
        const request = http.ask[route.method](
          `${addressOf(route)}?limit=x&view=y&since=z&cursor=%00&token=%ff`,
        );
        request.set({ ...bearer(adminKey), 'Content-Type': 'application/json' });
        const answer = route.body === null ? await request : await request.send(body);
        expect(answer.status, `${route.method} ${route.path} ${body}`).toBeLessThan(500);
      }
    }
  });

  test('answers 405 with Allow to a method it has not', async () => {
    for (const path of new Set(http.routes.map(addressOf))) {
      const answer = await http.ask.patch(path).set(bearer(adminKey));
      expect(answer.status, path).toBe(405);
      expect(answer.headers['allow'], path).toMatch(/^(GET|POST|PUT|DELETE|HEAD|, )+$/);
    }
  });

  test('is in the API description', async () => {
    const answer = await http.ask.get('/api/openapi.json').set(bearer(agentKey)).expect(200);
    const { paths } = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(answer.body);
    for (const { path, method } of http.routes) {
      expect(paths[path.replace(/:(\w+)/g, '{$1}')], path).toHaveProperty(method);
    }
    expect(JSON.stringify(answer.body)).toContain('"openapi":"3.1.0"');
    await http.ask.get('/api/openapi.json').expect(401);
  });
});

describe('a request with faults', () => {
  const post = () => http.ask.post('/api/admin/sources').set(bearer(adminKey));

  test('gets each of them, with its place', async () => {
    const answer = await post()
      .send({ name: 'No!', country: 'cz', ownNumbers: [''] })
      .expect(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'about:blank', status: 400 });
    const fields = z.object({ errors: z.array(z.object({ field: z.string() })) }).parse(answer.body).errors;
    expect(fields.map(({ field }) => field).sort()).toEqual(['country', 'dialect', 'name', 'ownNumbers[0]']);
  });

  test('is told apart: no JSON, another type, too large, unknown place', async () => {
    await post().set('Content-Type', 'application/json').send('{"name"').expect(400);
    await post().type('form').send({ name: 'office' }).expect(415);
    await post()
      .send({ name: 'x'.repeat(20_000) })
      .expect(413);
    await post().expect(400);
    await http.ask.get('/api/nothing').expect(404);
    await http.ask.get('/api/calls/%zz').set(bearer(adminKey)).expect(400);
    await http.ask.get('/nothing').expect(404);
    await http.ask.get('/api/calls/x').set(bearer(adminKey)).expect(404);
  });

  test('is refused for its role before its body is read', async () => {
    await http.ask
      .post('/api/admin/sources')
      .send({ name: 'x'.repeat(20_000) })
      .expect(401);
  });
});

test('an error of ours is answered with an id and logged under it, without what was sent', async () => {
  const failing = await startHttp({
    services: { ledger: () => Promise.reject(new Error('the disk is gone')) },
  });
  const answer = await failing.ask.get('/api/admin/ledger?secret=hush').set(bearer(adminKey)).expect(500);
  const { detail } = z.object({ detail: z.string() }).parse(answer.body);
  const id = /[0-9a-f-]{36}/.exec(detail)?.[0];
  const line = failing.lines.find((text) => text.includes(String(id)));
  expect(line).toContain('the disk is gone');
  expect(JSON.stringify(answer.body)).not.toContain('disk');
  expect(failing.lines.join('')).not.toContain('hush');
  await failing.close();
});

test('an answer is cut to its schema', async () => {
  const ledger = { balanced: true, settledCalls: 1, connections: [], tokens: 'secret' };
  const leaking = await startHttp({ services: { ledger: () => Promise.resolve(ledger) } });
  const answer = await leaking.ask.get('/api/admin/ledger').set(bearer(adminKey)).expect(200);
  expect(answer.body).toEqual({ balanced: true, settledCalls: 1, connections: [] });
  await leaking.close();
});
