import { z } from 'zod';
import { openApi } from '../openapi.ts';
import { defineRoute, type Route } from '../route.ts';
import { activityRoutes } from './activities.ts';
import { accountRoutes } from './account.ts';
import { agentPanelRoutes } from './agent.ts';
import { agentCallRoutes } from './agent-calls.ts';
import { agentMappingRoutes } from './agent-mapping.ts';
import { agentRoutes } from './agents.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { auditRoutes } from './audit.ts';
import { authRoutes } from './auth.ts';
import { boardRoutes } from './board.ts';
import { callEditRoutes } from './call-edits.ts';
import { callRoutes } from './calls.ts';
import { connectionRoutes } from './connections.ts';
import { crmConsentRoutes } from './crm-consent.ts';
import type { RoutesDeps } from './deps.ts';
import { docsRoutes } from './docs.ts';
import { contactRoutes } from './contacts.ts';
import { journalRoutes } from './journal.ts';
import { embedRoutes } from './embed.ts';
import { ledgerRoutes } from './ledger.ts';
import { privacyRoutes } from './privacy.ts';
import { retryRoutes } from './retries.ts';
import { oidcRoutes } from './oidc.ts';
import { passwordLinkRoutes } from './password-link.ts';
import { peopleRoutes } from './people.ts';
import { rulesRoutes } from './rules.ts';
import { sampleRoutes } from './samples.ts';
import { setupRoutes } from './setup.ts';
import { sourceRoutes } from './sources.ts';

/** The API: every route there is, in one table. */
export function apiRoutes(deps: RoutesDeps): Route[] {
  const routes = [
    ...authRoutes(deps),
    ...oidcRoutes(deps),
    ...passwordLinkRoutes(deps),
    ...accountRoutes(deps),
    ...setupRoutes(deps),
    ...agentPanelRoutes(deps),
    ...agentCallRoutes(deps),
    ...contactRoutes(deps),
    ...boardRoutes(deps),
    ...embedRoutes(deps),
    ...callRoutes(deps),
    ...callEditRoutes(deps),
    ...sourceRoutes(deps),
    ...agentMappingRoutes(deps),
    ...agentRoutes(deps),
    ...connectionRoutes(deps),
    ...crmConsentRoutes(deps),
    ...rulesRoutes(deps),
    ...ledgerRoutes(deps),
    ...journalRoutes(deps),
    ...activityRoutes(deps),
    ...retryRoutes(deps),
    ...privacyRoutes(deps),
    ...sampleRoutes(deps),
    ...peopleRoutes(deps),
    ...apiKeyRoutes(deps),
    ...auditRoutes(deps),
    ...docsRoutes(),
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
