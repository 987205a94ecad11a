import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ownPage, password, signedIn, startHttp, type Harness } from './harness.ts';

let http: Harness;
let token: string;
beforeEach(async () => {
  http = await startHttp();
  token = (await http.links.firstRun()) ?? '';
});
afterEach(() => http.close());

const draft = { name: 'Ada', email: 'ada@example.com', password };
const setUp = (over: object = {}) => http.ask.post('/api/setup').send({ token, ...draft, ...over });
const state = async (of: string) => {
  const answer = await http.ask.get('/api/setup').query({ token: of }).expect(200);
  return z.object({ state: z.string() }).parse(answer.body).state;
};

describe('the first run', () => {
  test('makes an admin, an agent, a contact book and a session', async () => {
    expect(await state(token)).toBe('open');
    const answer = await setUp({ email: 'Ada@Example.com' }).expect(201);
    expect(answer.body).toMatchObject({
      person: { email: 'ada@example.com', name: 'Ada', role: 'admin' },
      agent: { email: 'ada@example.com', name: 'Ada' },
    });
    expect(http.connections.list()).toMatchObject([
      { name: 'contacts', crm: 'directory', provisioned: false },
    ]);
    await http.ask.get('/api/admin/sources').set('Cookie', signedIn(answer)).expect(200);
    await http.ask.post('/auth/login').set(ownPage).send({ email: draft.email, password }).expect(200);
  });

  test('works once only', async () => {
    await setUp().expect(201);
    expect(await state(token)).toBe('done');
    await setUp({ email: 'second@example.com' }).expect(409);
    expect(await http.links.firstRun()).toBeNull();
  });

  test('makes one admin when two ask at the same time', async () => {
    const [one, two] = await Promise.all([setUp(), setUp({ email: 'second@example.com' })]);
    expect([one.status, two.status].sort()).toEqual([201, 409]);
    expect(await http.db.selectFrom('people').selectAll().execute()).toHaveLength(1);
  });

  test('needs the latest token, in time', async () => {
    await setUp({ token: 'made up' }).expect(403);
    const later = (await http.links.firstRun()) ?? '';
    expect(await state(token)).toBe('invalid');
    await setUp().expect(403);
    http.time.now += 60_001;
    expect(await state(later)).toBe('invalid');
    await setUp({ token: later }).expect(403);
    expect(await http.db.selectFrom('people').selectAll().execute()).toEqual([]);
  });

  test('needs a password of 12 characters', async () => {
    const answer = await setUp({ password: 'short' }).expect(400);
    expect(JSON.stringify(answer.body)).toContain('at least 12');
    await setUp().expect(201);
  });

  test('keeps an agent and a connection that are there already', async () => {
    await http.agents.create({ name: 'Ada L.', email: draft.email, identities: [], crmUsers: [] });
    const book = { name: 'book', crm: 'directory', settings: {}, rules: {}, provisioned: false };
    await http.connections.upsert(book);
    const answer = await setUp().expect(201);
    expect(answer.body).toMatchObject({ agent: { name: 'Ada L.' } });
    expect(http.connections.list().map(({ name }) => name)).toEqual(['book']);
  });

  test('leaves no token and no password behind', async () => {
    await setUp().expect(201);
    const kept = JSON.stringify([
      await http.db.selectFrom('people').selectAll().execute(),
      await http.db.selectFrom('sign_in_links').selectAll().execute(),
      http.lines,
    ]);
    for (const secret of [token, password]) expect(kept).not.toContain(secret);
  });
});
