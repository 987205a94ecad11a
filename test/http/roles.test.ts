import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemShape } from '../../src/api/admin.ts';
import type { Route } from '../../src/http/route.ts';
import { roles, type Role } from '../../src/model/role.ts';
import { adminKey, agentKey, ownPage, startHttp, supervisorKey, type Harness } from './harness.ts';

let http: Harness;
const people = new Map<Role, string>();
beforeAll(async () => {
  http = await startHttp();
  for (const role of roles) {
    const email = `${role}@example.com`;
    people.set(role, (await http.people.create({ name: role, email, role })).id);
  }
});
afterAll(() => http.close());

const keys: Record<Role, string> = { admin: adminKey, supervisor: supervisorKey, agent: agentKey };

/** Written out once more, so that a slip in the server's own ranking shows. */
const mayAsk: Record<Route['role'], readonly (Role | 'stranger')[]> = {
  anyone: ['stranger', 'agent', 'supervisor', 'admin'],
  agent: ['agent', 'supervisor', 'admin'],
  supervisor: ['supervisor', 'admin'],
  admin: ['admin'],
};

/** Everything strangers can reach. A new route does not become open by accident. */
const openRoutes = [
  'get /api/setup',
  'post /api/setup',
  'post /auth/login',
  'get /auth/link',
  'get /auth/methods',
  'get /auth/oidc',
  'get /auth/oidc/callback',
  'get /auth/password-link',
  'post /auth/password-link',
  'post /auth/frame',
];

/** Under /api/admin and yet for supervisors too: no settings. */
const forSupervisors: string[] = [];

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
/** An address of this route, with something in each parameter. */
const addressOf = (route: Route): string => route.path.replace(/:\w+/g, 'x');

function ask(route: Route, headers: Record<string, string>) {
  return http.ask[route.method](addressOf(route)).set(headers);
}

/** What the role decided, whatever the route itself then thinks of the request. */
function verdict(answer: { status: number; body: unknown }): 'sign in' | 'not your role' | 'allowed' {
  const title = problemShape.safeParse(answer.body).data?.title ?? '';
  if (answer.status === 401 && title === 'Sign in first') return 'sign in';
  return answer.status === 403 && /^Only .* may do this$/.test(title) ? 'not your role' : 'allowed';
}

async function asPerson(role: Role): Promise<Record<string, string>> {
  return { Cookie: await http.sessionOf(people.get(role) ?? ''), ...ownPage };
}

describe('the table of routes', () => {
  test('gives every route a role, and opens only these to anyone', () => {
    for (const route of http.routes) expect(Object.keys(mayAsk), nameOf(route)).toContain(route.role);
    const open = http.routes.filter(({ role }) => role === 'anyone').map(nameOf);
    expect(open.sort()).toEqual(openRoutes.toSorted());
  });

  test('keeps settings for admins, and everybody’s calls from agents', () => {
    const settings = http.routes.filter(({ path }) => path.startsWith('/api/admin/'));
    expect(settings.length).toBeGreaterThan(10);
    const open = settings.filter(({ role }) => role !== 'admin').map(nameOf);
    expect(open.sort()).toEqual(forSupervisors.toSorted());
    const calls = http.routes.filter(({ path }) => /^\/api\/calls\b/.test(path));
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.filter(({ role }) => role === 'anyone' || role === 'agent')).toEqual([]);
  });

  test('lets strangers in where it says so, and nowhere else', async () => {
    for (const route of http.routes) {
      const answer = await ask(route, {});
      const expected = route.role === 'anyone' ? 'allowed' : 'sign in';
      expect(verdict(answer), nameOf(route)).toBe(expected);
      if (expected === 'allowed') continue;
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
  });

  test.each(roles)(
    'lets a person and an API key who are %s do what the role may, and no more',
    async (role) => {
      for (const route of http.routes) {
        const expected = mayAsk[route.role].includes(role) ? 'allowed' : 'not your role';
        const byKey = await ask(route, { Authorization: `Bearer ${keys[role]}` });
        expect(verdict(byKey), `${nameOf(route)} by key`).toBe(expected);
        const byCookie = await ask(route, await asPerson(role));
        expect(verdict(byCookie), `${nameOf(route)} by cookie`).toBe(expected);
      }
    },
  );

  test('takes no change that another site, or nobody knows who, asks of a signed-in browser', async () => {
    const changing = http.routes.filter(({ method }) => method !== 'get');
    expect(changing.length).toBeGreaterThan(10);
    const { Cookie = '' } = await asPerson('admin');
    const elsewhere: Record<string, string>[] = [
      {},
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ];
    for (const route of changing) {
      for (const headers of elsewhere) {
        const answer = await ask(route, { Cookie, ...headers });
        const place = `${nameOf(route)} ${JSON.stringify(headers)}`;
        expect(answer.status, place).toBe(403);
        expect(problemShape.parse(answer.body).title, place).toMatch(/own pages/);
      }
    }
  });
});
