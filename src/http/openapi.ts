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
    },
  };
}

function operation(route: Route): Json {
  const answers: Json = {
    [route.status]: {
      description: 'Done',
      ...(route.answer && { content: json(schemaOf(route.answer, 'output')) }),
    },
    default: {
      description: 'A fault of the request',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
  return {
    operationId: operationId(route),
    summary: route.summary,
    'x-role': route.role,
    security: route.role === 'anyone' ? [] : [{ session: [] }, { apiKey: [] }],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body && { requestBody: { required: true, content: json(schemaOf(route.body, 'input')) } }),
    responses: answers,
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
