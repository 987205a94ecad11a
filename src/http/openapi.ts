import { z } from 'zod';
import { problemShape } from '../api/admin.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** The API's description (OpenAPI 3.1), made from the routes' own table and schemas. */
export function openApi(routes: readonly Route[], about: { version: string; serverUrl: string }): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ringside',
      version: about.version,
      description: 'Who is calling, and where the call went.',
    },
    servers: [{ url: about.serverUrl }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'ringside' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'an API key: rs_…' },
      },
      schemas: { Problem: schemaOf(problemShape, 'output') },
      responses: {
        Problem: {
          description: 'A fault of the request (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(route: Route): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: audience[route.role],
    tags: [tagOf(route.path)],
    'x-role': route.role,
    security: route.role === 'anyone' ? [] : [{ session: [] }, { apiKey: [] }],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body && { requestBody: { required: true, content: json(schemaOf(route.body, 'input')) } }),
    responses: { [route.status]: success(route), ...faults(route) },
  };
}

const audience: Record<Route['role'], string> = {
  anyone: 'For anyone, without signing in.',
  agent: 'For anyone signed in.',
  supervisor: 'For supervisors and admins.',
  admin: 'For admins.',
};

/** `/api/admin/people/:id` → people, `/auth/login` → signing in. */
function tagOf(path: string): string {
  const [first, second = '', third = ''] = path.split('/').filter((part) => part !== '');
  if (first === 'auth') return 'signing in';
  const word = second === 'admin' ? third : second;
  return word.replace(/[-.]/g, ' ');
}

function success({ status, answer }: Route): Json {
  if (status >= 300) {
    const location = { description: 'where to', schema: { type: 'string' } };
    return { description: 'Leads elsewhere', headers: { Location: location } };
  }
  return { description: 'Done', ...(answer && { content: json(schemaOf(answer, 'output')) }) };
}

/** What can be known from the table; a route may have reasons of its own, which `default` stands for. */
function faults({ role, params, query, body }: Route): Json {
  const problem = { $ref: '#/components/responses/Problem' };
  return {
    ...((params ?? query ?? body) && { 400: problem }),
    ...(role !== 'anyone' && { 401: problem, 403: problem }),
    default: problem,
  };
}

/** `get /api/calls/:id` → `getApiCallsId`; unique, as method and path are. */
function operationId({ method, path }: Route): string {
  const words = path.split(/\W+/).filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const properties = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function parameters(schema: z.ZodType | null, place: 'path' | 'query'): Json[] {
  if (schema === null) return [];
  const object = properties.parse(schemaOf(schema, 'input'));
  return Object.entries(object.properties).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || object.required.includes(name),
    schema: shape,
  }));
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  });
  return rest;
}
