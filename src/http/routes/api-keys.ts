import { apiKeyBody, apiKeyShape, newApiKeyShape, type ApiKey as ApiApiKey } from '../../api/people.ts';
import type { ApiKey } from '../../people/api-keys.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams, instantOf, listOf } from './shapes.ts';

/** What programs sign in with. */
export function apiKeyRoutes({ apiKeys, clock }: Pick<RoutesDeps, 'apiKeys' | 'clock'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/api-keys',
      role: 'admin',
      summary: 'All API keys, by name',
      answer: listOf(apiKeyShape),
      handle: () => ({
        items: apiKeys
          .list()
          .map(toApi)
          .sort((one, other) => one.name.localeCompare(other.name)),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/api-keys',
      role: 'admin',
      summary: 'Make an API key; the answer shows it this once',
      body: apiKeyBody,
      answer: newApiKeyShape,
      status: 201,
      async handle({ body: { expiresAt, ...draft } }) {
        const until = expiresAt === null ? null : Date.parse(expiresAt);
        if (until !== null && until <= clock()) {
          const message = 'Choose a time that is still to come';
          throw new Problem(400, message, { errors: [{ field: 'expiresAt', message }] });
        }
        const { key, token } = await apiKeys.create({ ...draft, expiresAt: until });
        return { ...toApi(key), token };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/api-keys/:id',
      role: 'admin',
      summary: 'One API key',
      params: idParams,
      answer: apiKeyShape,
      handle({ params }) {
        const key = apiKeys.list().find(({ id }) => id === params.id);
        if (!key) throw new Problem(404, 'There is no such key');
        return toApi(key);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api/admin/api-keys/:id',
      role: 'admin',
      summary: 'Revoke an API key: it is refused from now on',
      params: idParams,
      handle: ({ params }) => apiKeys.remove(params.id),
    }),
  ];
}

function toApi({ createdAt, expiresAt, usedAt, ...key }: ApiKey): ApiApiKey {
  return {
    ...key,
    createdAt: instantOf(createdAt),
    expiresAt: expiresAt === null ? null : instantOf(expiresAt),
    usedAt: usedAt === null ? null : instantOf(usedAt),
  };
}
