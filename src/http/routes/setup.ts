import { z } from 'zod';
import { meShape, setupAdminBody, setupStateShape } from '../../api/admin.ts';
import { Refusal } from '../../platform/refusal.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { meOf } from './me.ts';

type Deps = Pick<RoutesDeps, 'signIn' | 'links' | 'agents' | 'connections' | 'log'>;

/** The first run: a printed link, used once, makes the first admin. */
export function setupRoutes(deps: Deps): Route[] {
  const { signIn, links, agents } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/api/setup',
      role: 'anyone',
      summary: 'Whether a first-run token is good',
      query: z.object({ token: z.string().max(200).default('') }),
      answer: setupStateShape,
      handle: async ({ query }) => ({ state: await links.firstRunState(query.token) }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/setup',
      role: 'anyone',
      summary: 'Create the first admin with the first-run token; answers with a session cookie',
      body: setupAdminBody,
      audit: 'event',
      answer: meShape,
      status: 201,
      async handle({ req, body: { token, ...draft } }) {
        const result = await links.createFirstAdmin(token, draft);
        if (result.state !== 'open') throw refused[result.state];
        await firstThings(deps, draft);
        await signIn.signIn(req, result.person);
        return meOf(result.person, agents);
      },
    }),
  ];
}

const refused = {
  done: new Problem(409, 'Ringside is set up already: sign in'),
  invalid: new Problem(403, 'This set-up link does not work any more', {
    detail: 'Restart Ringside: it prints a new one.',
  }),
};

/** So that the first admin can see a call at once: they are an agent, and there is a book to log it in. */
async function firstThings(
  { agents, connections }: Deps,
  draft: { name: string; email: string },
): Promise<void> {
  try {
    await agents.create({ ...draft, identities: [], crmUsers: [] });
  } catch (error) {
    // A file named an agent with this address: all the better.
    if (!(error instanceof Refusal)) throw error;
  }
  if (connections.list().length > 0) return;
  await connections.upsert({
    name: 'contacts',
    crm: 'directory',
    settings: {},
    rules: {},
    provisioned: false,
  });
}
