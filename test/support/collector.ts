import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const attributes = z.array(
  z.object({ key: z.string(), value: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }),
);

/** OTLP over HTTP in JSON, as far as tests look: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string().regex(/^[0-9a-f]{32}$/),
              spanId: z.string().regex(/^[0-9a-f]{16}$/),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              startTimeUnixNano: z.string(),
              endTimeUnixNano: z.string(),
              attributes,
              status: z.object({ code: z.number() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Values = Record<string, unknown>;

export interface CollectedSpan {
  traceId: string;
  spanId: string;
  /** Null: the first of its trace. */
  parentId: string | null;
  name: string;
  /** 1 internal, 2 server, 3 client, 5 consumer. */
  kind: number;
  /** Nanoseconds. */
  startedAt: bigint;
  endedAt: bigint;
  attributes: Values;
  resource: Values;
  failed: boolean;
}

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  /** What came, as it came. */
  bodies: readonly string[];
  spans(): CollectedSpan[];
  close(): Promise<void>;
}

/** Takes traces as OpenTelemetry's collector does; or answers nothing, or 400. */
export async function startCollector(does: 'take' | 'hang' | 'refuse' = 'take'): Promise<Collector> {
  const bodies: string[] = [];
  const server = createServer((req, res) => {
    void text(req).then((body) => {
      if (req.url !== '/v1/traces') res.writeHead(404).end();
      bodies.push(body);
      if (does === 'take') res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      if (does === 'refuse') res.writeHead(400).end('the words of a collector');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    bodies,
    spans: () => bodies.flatMap(spansIn),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function spansIn(body: string): CollectedSpan[] {
  return request.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ traceId, spanId, parentSpanId, name, kind, ...one }) => ({
        ...{ traceId, spanId, name, kind, parentId: parentSpanId ?? null },
        startedAt: BigInt(one.startTimeUnixNano),
        endedAt: BigInt(one.endTimeUnixNano),
        attributes: valuesOf(one.attributes),
        resource: valuesOf(resource.attributes),
        failed: one.status.code === 2,
      })),
  );
}

function valuesOf(given: z.infer<typeof attributes>): Values {
  return Object.fromEntries(given.map(({ key, value }) => [key, Object.values(value)[0]]));
}
