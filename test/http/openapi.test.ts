import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { agentKey, ownPage, startHttp, type Harness } from './harness.ts';

let http: Harness;
let document: z.infer<typeof openApiShape>;
const bearer = { Authorization: `Bearer ${agentKey}` };

/** OpenAPI 3.1 as far as it goes here, and nothing that it does not know. */
const schema = z.record(z.string(), z.unknown());
const reference = z.strictObject({ $ref: z.string() });
const content = z.record(
  z.string().regex(/^\w+\/[\w.+-]+$/),
  z.strictObject({ schema: z.union([reference, schema]) }),
);
const response = z.strictObject({
  description: z.string().min(1),
  content: content.optional(),
  headers: z.record(z.string(), z.strictObject({ description: z.string(), schema })).optional(),
});
const operation = z.strictObject({
  operationId: z.string().regex(/^\w+$/),
  summary: z.string().min(5),
  description: z.string().min(5),
  tags: z.array(z.string().min(2)).length(1),
  'x-role': z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(
    z.strictObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z.record(z.string().regex(/^(\d{3}|default)$/), z.union([reference, response])),
});
const openApiShape = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.record(z.enum(['get', 'post', 'put', 'delete']), operation.optional()),
  ),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['apiKey', 'http']) })),
    schemas: z.record(z.string(), schema),
    responses: z.record(z.string(), response),
  }),
});

beforeAll(async () => {
  http = await startHttp();
  const answer = await http.ask.get('/api/openapi.json').set(bearer).expect(200);
  document = openApiShape.parse(answer.body);
});
afterAll(() => http.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap((one) => (one === undefined ? [] : [{ path, ...one }])),
  );

/** Everything in the document called by this name, at any depth. */
function all(name: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    ...(key === name ? [inner] : []),
    ...all(name, inner),
  ]);
}

describe('the API document', () => {
  test('is OpenAPI 3.1 and has every route, each under a name of its own', () => {
    expect(operations()).toHaveLength(http.routes.length);
    expect(new Set(operations().map(({ operationId }) => operationId)).size).toBe(http.routes.length);
  });

  test('has every part of a path as a parameter, and no other', () => {
    for (const { path, parameters } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = parameters.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => name).sort(), path).toEqual(named.sort());
      expect(
        inPath.every(({ required }) => required),
        path,
      ).toBe(true);
    }
  });

  test('refers only to what it has', () => {
    const references = all('$ref', document);
    expect(references.length).toBeGreaterThan(50);
    for (const target of new Set(references)) {
      const steps = String(target).replace(/^#\//, '').split('/');
      const found = steps.reduce<unknown>(
        (place, step) => z.record(z.string(), z.unknown()).parse(place)[step],
        document,
      );
      expect(found, String(target)).toBeDefined();
    }
  });

  test('has schemas that a validator can be made of', () => {
    const schemas = [...all('schema', document.paths), ...Object.values(document.components.schemas)];
    for (const one of schemas) {
      const parsed = schema.parse(one);
      if ('$ref' in parsed) continue;
      expect(() => z.fromJSONSchema(parsed), JSON.stringify(parsed).slice(0, 200)).not.toThrow();
    }
  });

  test('says of each route what is answered when it fails', () => {
    for (const { operationId, responses, security } of operations()) {
      const problems = Object.entries(responses).filter(([, one]) => '$ref' in one);
      expect(
        problems.map(([status]) => status),
        operationId,
      ).toContain('default');
      if (security.length > 0)
        expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['401', '403']));
    }
    expect(Object.keys(document.components.responses['Problem']?.content ?? {})).toEqual([
      'application/problem+json',
    ]);
  });
});

describe('the page of it', () => {
  test('is for whoever is signed in, and has nothing inline', async () => {
    const answer = await http.ask.get('/api/docs').set(bearer).expect(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.text).not.toMatch(/<script(?![^>]* src=)|<style|style=| on\w+=/);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    for (const [, file = ''] of answer.text.matchAll(/(?:src|href)="(\/api\/[^"]+)"/g))
      await http.ask.get(file).set(bearer).expect(200);
    await http.ask.get('/api/docs').expect(401);
    await http.ask.get('/api/docs/swagger-ui-bundle.js').expect(401);
    await http.ask.get('/api/docs/package.json').set(bearer).expect(400);
  });

  test('leads a browser that is not signed in to the sign-in page, and back', async () => {
    const browser = { ...ownPage, 'Sec-Fetch-Mode': 'navigate' };
    await http.ask.get('/api/docs').set(browser).expect(302).expect('Location', '/login?next=%2Fapi%2Fdocs');
  });
});
