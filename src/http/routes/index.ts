import { z } from 'zod';
import { openApi } from '../openapi.ts';
import { defineRoute, type Route } from '../route.ts';
import { agentPanelRoutes } from './agent.ts';
import { agentCallRoutes } from './agent-calls.ts';
import { agentRoutes } from './agents.ts';
import { authRoutes } from './auth.ts';
import { callRoutes } from './calls.ts';
import type { RoutesDeps } from './deps.ts';
import { contactRoutes } from './contacts.ts';
import { ledgerRoutes } from './ledger.ts';
import { sampleRoutes } from './samples.ts';
import { setupRoutes } from './setup.ts';
import { sourceRoutes } from './sources.ts';

/** The API: every route there is, in one table. */
export function apiRoutes(deps: RoutesDeps): Route[] {
  const routes = [
    ...authRoutes(deps),
    ...setupRoutes(deps),
    ...agentPanelRoutes(deps),
    ...agentCallRoutes(deps),
    ...contactRoutes(deps),
    ...callRoutes(deps),
    ...sourceRoutes(deps),
    ...agentRoutes(deps),
    ...ledgerRoutes(deps),
    ...sampleRoutes(deps),
  ];
  const description: Route = defineRoute({
    method: 'get',
    path: '/api/openapi.json',
    role: 'agent',
    summary: 'This description',
    answer: z.record(z.string(), z.unknown()),
    handle: () => openApi([...routes, description], { version: deps.version, serverUrl: deps.publicUrl() }),
  });
  return [...routes, description];
}
