import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { auditEntryShape } from '../../src/api/people.ts';
import { adminKey, ownPage, password, startHttp, type Harness } from './harness.ts';

let http: Harness;
let cookie: string;
const key = { Authorization: `Bearer ${adminKey}` };
beforeAll(async () => {
  http = await startHttp();
  cookie = await http.cookieOf('admin', 'ada@example.com');
});
afterAll(() => http.close());

const page = z.object({ items: z.array(auditEntryShape), nextCursor: z.string().nullable() });
const entries = async (query: object = {}) =>
  page.parse((await http.ask.get('/api/admin/audit').query(query).set(key).expect(200)).body);
const latest = async () => (await entries({ limit: 1 })).items[0] ?? expect.fail('there is no entry');
const office = { name: 'office', dialect: 'linuxbox', country: 'CZ', ownNumbers: [] };
const asAda = () => ({ Cookie: cookie, ...ownPage });
const idOf = (body: unknown): string => z.object({ id: z.string() }).parse(body).id;

describe('the audit log', () => {
  test('says who made, changed and removed something, from where, and what was different', async () => {
    const made = await http.ask
      .post('/api/admin/sources')
      .set(asAda())
      .set('X-Forwarded-For', '192.0.2.7')
      .send(office);
    const id = idOf(made.body);
    expect(await latest()).toMatchObject({
      actor: { kind: 'person', name: 'ada@example.com' },
      ...{ address: '192.0.2.7', area: 'sources', action: 'POST /api/admin/sources', subject: 'office' },
      ...{
        at: new Date(http.time.now).toISOString(),
        before: null,
        after: { name: 'office', country: 'CZ' },
      },
    });
    await http.ask
      .put(`/api/admin/sources/${id}`)
      .set(key)
      .send({ ...office, country: 'SK' })
      .expect(200);
    const changed = await latest();
    expect(changed).toMatchObject({ actor: { kind: 'key', name: 'admin' }, subject: 'office' });
    expect([changed.before, changed.after]).toEqual([{ country: 'CZ' }, { country: 'SK' }]);
    await http.ask.delete(`/api/admin/sources/${id}`).set(asAda()).expect(204);
    expect(await latest()).toMatchObject({ before: { country: 'SK' }, after: null, subject: 'office' });
  });

  test('has no entry of what was refused, and none of what was only read', async () => {
    const before = await latest();
    await http.ask.get('/api/admin/sources').set(asAda()).expect(200);
    await http.ask.post('/api/admin/sources').set(asAda()).send({}).expect(400);
    await http.ask.post('/api/admin/sources').send(office).expect(401);
    await http.ask.delete('/api/admin/sources/nothing').set(asAda()).expect(404);
    expect(await latest()).toEqual(before);
  });

  test('knows who signed in, and who changed their password, without it', async () => {
    await http.ask.post('/auth/login').send({ email: 'ada@example.com', password }).expect(200);
    const signedIn = await latest();
    expect(signedIn).toMatchObject({ area: 'sign-in', actor: { name: 'ada@example.com' }, after: null });
    await http.ask.post('/auth/login').send({ email: 'ada@example.com', password: 'wrong' }).expect(401);
    expect(await latest()).toEqual(signedIn);
  });

  test('holds no secret', async () => {
    const source = await http.ask
      .post('/api/admin/sources')
      .set(key)
      .send({ ...office, name: 'second' });
    const { webhookUrl } = z.object({ webhookUrl: z.string() }).parse(source.body);
    const made = await http.ask.post('/api/admin/api-keys').set(key).send({ name: 'k', role: 'agent' });
    const { token } = z.object({ token: z.string() }).parse(made.body);
    const kept = JSON.stringify(await http.db.selectFrom('audit').selectAll().execute());
    for (const secret of [webhookUrl.split('/').at(-1) ?? '', token, password])
      expect(kept).not.toContain(secret);
    expect(await latest()).toMatchObject({ area: 'api-keys', after: { name: 'k', token: '•••' } });
  });

  test('is read page by page, and by who, what and when', async () => {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const next: Awaited<ReturnType<typeof entries>> = await entries({
        limit: 2,
        ...(cursor && { cursor }),
      });
      all.push(...next.items.map(({ id }) => id));
      cursor = next.nextCursor;
    } while (cursor !== null);
    expect(all.map(Number)).toEqual(all.map(Number).toSorted((one, other) => other - one));
    expect(new Set(all).size).toBe((await entries({ limit: 500 })).items.length);
    expect(
      (await entries({ actor: 'ada@example.com' })).items.every(({ actor }) => actor.kind === 'person'),
    ).toBe(true);
    expect((await entries({ area: 'api-keys' })).items).toHaveLength(1);
    expect((await entries({ search: 'SECOND' })).items).toMatchObject([{ subject: 'second' }]);
    const now = new Date(http.time.now).toISOString();
    expect((await entries({ until: now })).items).toEqual([]);
    expect((await entries({ since: now })).items.length).toBe(all.length);
    const areas = await http.ask.get('/api/admin/audit/areas').set(key).expect(200);
    expect(areas.body).toEqual({ items: ['api-keys', 'sign-in', 'sources'] });
  });

  test('is not changed by anybody, and forgets only what is old', async () => {
    const methods = http.routes
      .filter(({ path }) => path.startsWith('/api/admin/audit'))
      .map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(['get']));
    await http.audit.prune();
    expect((await entries()).items).not.toEqual([]);
    http.time.now += 101 * 86_400_000;
    await http.audit.prune();
    expect((await entries()).items).toEqual([]);
  });
});

/** Asked by POST for the size of what is asked, and changing nothing. */
const onlyLooks = /\/(preview|check|dry-run)$/;

test('whatever supervisors and admins change is in the audit log', () => {
  const silent = http.routes.filter(
    ({ method, path, role, audit }) =>
      method !== 'get' && role !== 'agent' && audit === 'none' && !onlyLooks.test(path),
  );
  expect(silent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('a change goes through even when it cannot be written down, and the service’s log says so', async () => {
  const add = (): Promise<void> => Promise.reject(new Error('the disk is full'));
  const failing = await startHttp({ app: { audit: { add } } });
  await failing.ask.post('/api/admin/sources').set(key).send(office).expect(201);
  expect(failing.lines.join('')).toContain('missing from the audit log');
  await failing.close();
});
