import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminKey, ownPage, password, signedIn, startHttp, type Harness } from './harness.ts';

let http: Harness;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());

const me = (cookie: string) => http.ask.get('/auth/me').set('Cookie', cookie);

describe('signing in', () => {
  test('with e-mail in any case and password gives a session that no script can read', async () => {
    await http.people.create({ name: 'Eva', email: 'eva@example.com', role: 'agent', password });
    await http.agents.create({ name: 'Eva N.', email: 'eva@example.com', identities: [], crmUsers: [] });
    const answer = await http.ask
      .post('/auth/login')
      .send({ email: 'Eva@Example.com ', password })
      .expect(200);
    expect(answer.body).toMatchObject({
      person: { email: 'eva@example.com', name: 'Eva', role: 'agent' },
      agent: { name: 'Eva N.', email: 'eva@example.com' },
    });
    expect(JSON.stringify(answer.body)).not.toContain('argon2');
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^ringside=.*; Path=\/;.*HttpOnly; SameSite=Lax$/);
    expect((await me(signedIn(answer)).expect(200)).body).toEqual(answer.body);
  });

  test('fails alike for a wrong password and for someone unknown', async () => {
    const wrong = await http.ask
      .post('/auth/login')
      .send({ email: 'eva@example.com', password: 'wrong' })
      .expect(401);
    const unknown = await http.ask
      .post('/auth/login')
      .send({ email: 'x@example.com', password: 'wrong' })
      .expect(401);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  test('gives a new session id, so that nobody can plant one', async () => {
    const before = await http.cookieOf('agent', 'planted@example.com');
    const answer = await http.ask
      .post('/auth/login')
      .set({ Cookie: before, ...ownPage })
      .send({ email: 'planted@example.com', password })
      .expect(200);
    expect(signedIn(answer)).not.toBe(before);
    await me(before).expect(401);
  });

  test('keeps only a hash of the session id', async () => {
    const cookie = await http.cookieOf('agent', 'hash@example.com');
    const sid =
      decodeURIComponent(cookie)
        .replace(/^ringside=s:/, '')
        .split('.', 1)[0] ?? '';
    expect(sid.length).toBeGreaterThan(20);
    expect(JSON.stringify(await http.db.selectFrom('sessions').selectAll().execute())).not.toContain(sid);
  });

  test('leaves neither password nor cookie in the log', async () => {
    const cookie = await http.cookieOf('agent', 'log@example.com');
    const log = http.lines.join('');
    expect(log).toContain('/auth/login');
    for (const secret of [password, cookie, 'log@example.com']) expect(log).not.toContain(secret);
  });
});

describe('a session', () => {
  test('ends with logout, on the server too', async () => {
    const cookie = await http.cookieOf('agent', 'logout@example.com');
    await http.ask
      .post('/auth/logout')
      .set({ Cookie: cookie, ...ownPage })
      .expect(204);
    await me(cookie).expect(401);
  });

  test('ends when it is not used for long, lasts while it is used, and ends at the latest after a day', async () => {
    const cookie = await http.cookieOf('agent', 'time@example.com');
    const minutes = 60_000;
    for (let hour = 0; hour < 23; hour += 1) {
      http.time.now += 59 * minutes;
      await me(cookie).expect(200);
    }
    http.time.now += 59 * minutes;
    await me(cookie).expect(200);
    http.time.now += 30 * minutes;
    await me(cookie).expect(401);

    const idle = await http.cookieOf('agent', 'idle@example.com');
    http.time.now += 61 * minutes;
    await me(idle).expect(401);
    await http.signIn.prune();
    expect(await http.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
  });

  test('ends when the person is removed', async () => {
    const cookie = await http.cookieOf('agent', 'gone@example.com');
    await http.db.deleteFrom('people').where('email', '=', 'gone@example.com').execute();
    await me(cookie).expect(401);
  });

  test('needs https where people reach us by https', async () => {
    const secure = await startHttp({ publicUrl: 'https://ringside.test' });
    await secure.people.create({ name: 'E', email: 'e@example.com', role: 'agent', password });
    const answer = await secure.ask
      .post('/auth/login')
      .set('X-Forwarded-Proto', 'https')
      .send({ email: 'e@example.com', password });
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-ringside=.*Secure/);
    expect(answer.headers['strict-transport-security']).toContain('max-age=');
    await secure.close();
  });
});

describe('a sign-in link', () => {
  test('signs in once', async () => {
    const person = await http.people.create({ name: 'L', email: 'link@example.com', role: 'agent' });
    const token = await http.links.issue(person.id);
    const answer = await http.ask.get('/auth/link').query({ token }).expect(302);
    expect(answer.headers['location']).toBe('/agent');
    await me(signedIn(answer)).expect(200);
    const again = await http.ask.get('/auth/link').query({ token }).expect(302);
    expect(again.headers['location']).toBe('/login?link=expired');
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(http.lines.join('')).not.toContain(token);
  });

  test('expires', async () => {
    const person = await http.people.create({ name: 'L', email: 'late@example.com', role: 'agent' });
    const token = await http.links.issue(person.id);
    http.time.now += 60_001;
    const answer = await http.ask.get('/auth/link').query({ token }).expect(302);
    expect(answer.headers['location']).toBe('/login?link=expired');
  });
});

describe('an API key', () => {
  test('is a program, not a person', async () => {
    const key = { Authorization: `Bearer ${adminKey}` };
    await http.ask.get('/api/admin/agents').set(key).expect(200);
    await http.ask.get('/auth/me').set(key).expect(403);
    await http.ask.get('/api/agent/calls').set(key).expect(409);
  });

  test('with a proxy’s own HTTP Basic beside it does not end a session', async () => {
    const cookie = await http.cookieOf('agent', 'basic@example.com');
    await me(cookie).set('Authorization', 'Basic eDp5').expect(200);
  });
});

test('trying passwords is slowed down, by address and e-mail, until the time is over', async () => {
  const slow = await startHttp({ triesPerPair: 3 });
  await slow.people.create({ name: 'T', email: 't@example.com', role: 'agent', password });
  const login = (address: string, email: string, word: string) =>
    slow.ask.post('/auth/login').set('X-Forwarded-For', address).send({ email, password: word });
  for (let time = 0; time < 3; time += 1) await login('192.0.2.1', 't@example.com', 'wrong').expect(401);
  const refused = await login('192.0.2.1', 'T@example.com', password).expect(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  // Nobody is locked out by what someone else does.
  await login('192.0.2.2', 't@example.com', password).expect(200);
  await login('192.0.2.1', 'other@example.com', 'wrong').expect(401);
  // A right password starts the count anew.
  await login('192.0.2.3', 't@example.com', 'wrong').expect(401);
  await login('192.0.2.3', 't@example.com', password).expect(200);
  for (let time = 0; time < 3; time += 1) await login('192.0.2.3', 't@example.com', 'wrong').expect(401);
  await login('192.0.2.3', 't@example.com', 'wrong').expect(429);
  await slow.close();
});

test('a whole office behind one address signs in, while guessing over many e-mails is slowed down', async () => {
  const office = await startHttp({ triesPerAddress: 3 });
  await office.people.create({ name: 'T', email: 't@example.com', role: 'agent', password });
  const login = (email: string, word: string) =>
    office.ask.post('/auth/login').send({ email, password: word });
  for (let time = 0; time < 6; time += 1) await login('t@example.com', password).expect(200);
  for (const name of ['a', 'b', 'c']) await login(`${name}@example.com`, 'wrong').expect(401);
  await login('t@example.com', password).expect(429);
  await office.close();
});
