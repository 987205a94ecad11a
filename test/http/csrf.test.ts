import { afterAll, beforeAll, describe, test } from 'vitest';
import { adminKey, password, startHttp, type Harness } from './harness.ts';

let http: Harness;
let cookie: string;
beforeAll(async () => {
  http = await startHttp();
  cookie = await http.cookieOf('admin');
});
afterAll(() => http.close());

const remove = (headers: Record<string, string>) =>
  http.ask.delete('/api/admin/samples').set({ Cookie: cookie, ...headers });

describe('a change made with a cookie', () => {
  test('is refused from other sites, and from nobody knows where', async () => {
    await remove({ 'Sec-Fetch-Site': 'cross-site' }).expect(403);
    await remove({ 'Sec-Fetch-Site': 'same-site' }).expect(403);
    await remove({ Origin: 'https://evil.example' }).expect(403);
    await remove({ Origin: 'null' }).expect(403);
    await remove({ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://ringside.test' }).expect(403);
    await remove({}).expect(403);
  });

  test('is done from our own pages', async () => {
    await remove({ 'Sec-Fetch-Site': 'same-origin' }).expect(204);
    await remove({ Origin: 'http://ringside.test' }).expect(204);
    await remove({ Origin: 'http://192.0.2.5:8080', Host: '192.0.2.5:8080' }).expect(204);
  });
});

test('reading with a cookie needs no such header', async () => {
  await http.ask.get('/api/admin/agents').set('Cookie', cookie).expect(200);
});

test('a program with a key is nobody’s browser', async () => {
  await http.ask.delete('/api/admin/samples').set('Authorization', `Bearer ${adminKey}`).expect(204);
});

test('another site cannot sign someone in, while curl can', async () => {
  const login = () => http.ask.post('/auth/login').send({ email: 'admin@example.com', password });
  await login().set('Sec-Fetch-Site', 'cross-site').expect(403);
  await login().expect(200);
});
