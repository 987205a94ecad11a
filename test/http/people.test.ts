import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  invitedShape,
  passwordLinkShape,
  personShape,
  sessionShape,
  type Person,
} from '../../src/api/people.ts';
import { adminKey, ownPage, password, signedIn, startHttp, type Harness } from './harness.ts';

let http: Harness;
const key = { Authorization: `Bearer ${adminKey}` };
const another = 'another good password';

beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());
beforeEach(async () => {
  await http.db.deleteFrom('people').execute();
  await http.db.deleteFrom('sessions').execute();
  await http.people.create({ name: 'Ada', email: 'ada@example.com', role: 'admin', password });
});

const eva = { name: 'Eva', email: 'eva@example.com', role: 'agent' };
const invite = async (draft: object = eva) =>
  invitedShape.parse((await http.ask.post('/api/admin/people').set(key).send(draft).expect(201)).body);
const change = (person: Person, to: object) => {
  const { name, role, disabled } = person;
  return http.ask
    .put(`/api/admin/people/${person.id}`)
    .set(key)
    .send({ name, role, disabled, ...to });
};
const list = async (query: object = {}) => {
  const answer = await http.ask.get('/api/admin/people').query(query).set(key).expect(200);
  return z.object({ items: z.array(personShape), nextCursor: z.string().nullable() }).parse(answer.body);
};
const login = (email: string, word: string) => http.ask.post('/auth/login').send({ email, password: word });
const tokenOf = (url: string): string => new URL(url).searchParams.get('token') ?? '';
const usePasswordLink = (url: string, word = another) =>
  http.ask.post('/auth/password-link').send({ token: tokenOf(url), password: word });
const me = (cookie: string) => http.ask.get('/auth/me').set('Cookie', cookie);
const ada = async () => (await list({ search: 'ada@' })).items[0] ?? expect.fail();

describe('a person who is invited', () => {
  test('opens the link, chooses a password, and is signed in; the link is good once', async () => {
    const { link, ...person } = await invite();
    expect(person).toMatchObject({ ...eva, hasPassword: false, signedInAt: null, disabled: false });
    expect(Date.parse(link.expiresAt)).toBe(http.time.now + 120_000);
    const state = () =>
      http.ask
        .get('/auth/password-link')
        .query({ token: tokenOf(link.url) })
        .expect(200);
    // Mail programs look before people do.
    await state();
    expect((await state()).body).toEqual({ person: { name: 'Eva', email: eva.email, hasPassword: false } });
    await usePasswordLink(link.url, 'short').expect(400);
    const answer = await usePasswordLink(link.url).expect(200);
    await me(signedIn(answer)).expect(200);
    expect((await state()).body).toEqual({ person: null });
    await usePasswordLink(link.url).expect(403);
    await login(eva.email, another).expect(200);
    expect((await list({ search: 'EVA' })).items).toMatchObject([{ hasPassword: true, role: 'agent' }]);
  });

  test('is refused after the time, and by a link that a newer one replaced', async () => {
    const { id, link } = await invite();
    const renewed = await http.ask.post(`/api/admin/people/${id}/password-link`).set(key).expect(201);
    const newer = passwordLinkShape.parse(renewed.body);
    await usePasswordLink(link.url).expect(403);
    http.time.now += 120_001;
    await usePasswordLink(newer.url).expect(403);
  });

  test('has an address of their own, and a link that signs nobody in by itself', async () => {
    const { link } = await invite();
    await http.ask
      .post('/api/admin/people')
      .set(key)
      .send({ ...eva, email: 'EVA@example.com' })
      .expect(409);
    const answer = await http.ask
      .get('/auth/link')
      .query({ token: tokenOf(link.url) })
      .expect(302);
    expect(answer.headers['location']).toBe('/login?link=expired');
  });

  test('leaves no token in the database, in the log and in the audit log', async () => {
    const { link } = await invite();
    await usePasswordLink(link.url).expect(200);
    const kept = JSON.stringify([
      await http.db.selectFrom('sign_in_links').selectAll().execute(),
      await http.db.selectFrom('audit').selectAll().execute(),
      http.lines,
    ]);
    for (const secret of [tokenOf(link.url), another]) expect(kept).not.toContain(secret);
  });
});

describe('a change of a person', () => {
  test('to another role, or to disabled, ends their sessions', async () => {
    const person = await invite();
    const cookie = await http.sessionOf(person.id);
    await change(person, { name: 'Eva N.' }).expect(200);
    await me(cookie).expect(200);
    expect((await change(person, { role: 'supervisor' }).expect(200)).body).toMatchObject({
      role: 'supervisor',
    });
    await me(cookie).expect(401);
  });

  test('that disables them keeps them out, whatever they come with', async () => {
    const { link, ...person } = await invite();
    await http.people.setPassword(person.id, password);
    const cookie = await http.sessionOf(person.id);
    await change(person, { disabled: true }).expect(200);
    await me(cookie).expect(401);
    expect((await login(eva.email, password).expect(403)).text).toContain('disabled');
    await login(eva.email, 'wrong').expect(401);
    await usePasswordLink(link.url).expect(403);
    const token = await http.links.issue(person.id);
    await http.ask.get('/auth/link').query({ token }).expect('Location', '/login?link=expired');
    await change(person, { disabled: false }).expect(200);
    await login(eva.email, password).expect(200);
  });

  test('never leaves the installation without an admin who can sign in', async () => {
    const last = await ada();
    await change(last, { role: 'supervisor' }).expect(409);
    await change(last, { disabled: true }).expect(409);
    await http.ask.delete(`/api/admin/people/${last.id}`).set(key).expect(409);
    const second = await invite({ ...eva, role: 'admin' });
    await change(second, { disabled: true }).expect(200);
    await change(last, { disabled: true }).expect(409);
    await change(second, { disabled: false }).expect(200);
    const both = await Promise.all([change(last, { role: 'agent' }), change(second, { role: 'agent' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('is refused where a file has the word', async () => {
    await http.people.provision({ name: 'File', email: 'file@example.com', role: 'agent' });
    const [filed = expect.fail()] = (await list({ search: 'file@' })).items;
    await change(filed, { role: 'admin' }).expect(409);
    await http.ask.delete(`/api/admin/people/${filed.id}`).set(key).expect(409);
  });

  test('that removes them takes their sessions and links along', async () => {
    const { link, id } = await invite();
    const cookie = await http.sessionOf(id);
    await http.ask.delete(`/api/admin/people/${id}`).set(key).expect(204);
    await me(cookie).expect(401);
    await usePasswordLink(link.url).expect(403);
    await http.ask.delete(`/api/admin/people/${id}`).set(key).expect(404);
  });
});

test('a new password by link ends the sessions there were', async () => {
  const person = await ada();
  const cookie = await http.sessionOf(person.id);
  const answer = await http.ask.post(`/api/admin/people/${person.id}/password-link`).set(key).expect(201);
  await usePasswordLink(passwordLinkShape.parse(answer.body).url).expect(200);
  await me(cookie).expect(401);
  await login('ada@example.com', password).expect(401);
});

test('an admin sees where a person is signed in, and signs them out everywhere', async () => {
  const { id } = await invite();
  const token = await http.links.issue(id);
  const cookie = signedIn(await http.ask.get('/auth/link').query({ token }).set('User-Agent', 'Browser/1'));
  const at = `/api/admin/people/${id}/sessions`;
  const { items } = z.object({ items: z.array(sessionShape) }).parse((await http.ask.get(at).set(key)).body);
  expect(items).toMatchObject([{ current: false, userAgent: 'Browser/1' }]);
  expect((await http.ask.delete(at).set(key).expect(200)).body).toEqual({ ended: 1 });
  await me(cookie).expect(401);
});

test('ten thousand people come page by page, by address, and are found by part of the name', async () => {
  const rows = Array.from({ length: 10_000 }, (_, n) => ({
    ...{
      id: `p${n}`,
      name: `Person ${n}`,
      email: `p${String(n).padStart(5, '0')}@example.com`,
      role: 'agent',
    },
    ...{ password_hash: null, provisioned: 0, created_at: 0 },
  }));
  for (let at = 0; at < rows.length; at += 1000)
    await http.db
      .insertInto('people')
      .values(rows.slice(at, at + 1000))
      .execute();
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({
      limit: 500,
      ...(cursor !== null && { cursor }),
    });
    for (const { email } of page.items) seen.add(email);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen.size).toBe(10_001);
  expect((await list({ search: 'person 9999' })).items).toHaveLength(1);
  expect((await list({ role: 'admin' })).items).toHaveLength(1);
});

test('one’s own page: sessions, one ended, all others ended', async () => {
  const { id } = await invite();
  const [here, there, third] = [await http.sessionOf(id), await http.sessionOf(id), await http.sessionOf(id)];
  const own = { Cookie: here, ...ownPage };
  const listed = async () =>
    z.object({ items: z.array(sessionShape) }).parse((await http.ask.get('/auth/sessions').set(own)).body)
      .items;
  const before = await listed();
  expect(before.map(({ current }) => current).sort()).toEqual([false, false, true]);
  const other = before.find(({ current }) => !current) ?? expect.fail();
  await http.ask.delete(`/auth/sessions/${other.id}`).set(own).expect(204);
  await http.ask.delete(`/auth/sessions/${other.id}`).set(own).expect(404);
  expect((await http.ask.delete('/auth/sessions').set(own).expect(200)).body).toEqual({ ended: 1 });
  await me(here).expect(200);
  for (const cookie of [there, third]) await me(cookie).expect(401);
});

test('nobody ends somebody else’s session', async () => {
  const [first, second] = [await invite(), await invite({ ...eva, email: 'jan@example.com' })];
  const cookie = await http.sessionOf(first.id);
  const [theirs = expect.fail()] = await http.db.selectFrom('sessions').select('sid_hash').execute();
  const own = { Cookie: await http.sessionOf(second.id), ...ownPage };
  await http.ask.delete(`/auth/sessions/${theirs.sid_hash}`).set(own).expect(404);
  await me(cookie).expect(200);
});

describe('a change of one’s own password', () => {
  const put = (cookie: string, body: object) =>
    http.ask
      .put('/auth/password')
      .set({ Cookie: cookie, ...ownPage })
      .send(body);

  test('needs the old one, gives a new session and ends the others', async () => {
    const { id } = await ada();
    const [here, there] = [await http.sessionOf(id), await http.sessionOf(id)];
    await put(here, { password: another }).expect(400);
    await put(here, { current: 'wrong', password: another }).expect(400);
    await put(here, { current: password, password: 'short' }).expect(400);
    const answer = await put(here, { current: password, password: another }).expect(204);
    for (const cookie of [here, there]) await me(cookie).expect(401);
    await me(signedIn(answer)).expect(200);
    await login('ada@example.com', another).expect(200);
  });

  test('is for who has none yet without an old one', async () => {
    const { id } = await invite();
    await put(await http.sessionOf(id), { password: another }).expect(204);
    await login(eva.email, another).expect(200);
  });
});
