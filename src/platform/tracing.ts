import type * as Api from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from './log.ts';

/** A piece of work that is over. Times are epoch ms, with fractions where they are known. */
export interface Span {
  /** Of a kind of work, never of one piece of it: tracing tools group by it. */
  name: string;
  /** server: we were asked; client: we asked; consumer: it had been waiting for us. */
  kind?: 'server' | 'client' | 'consumer';
  startedAt: number;
  endedAt: number;
  attributes: Readonly<Record<string, string | number | boolean>>;
  /** A code of what went wrong; null: nothing. */
  fault?: string | null;
  children?: readonly Span[];
}

export interface Tracing {
  /** Sends a trace, some time later, if there is room for it. Costs its caller a turn of the event loop's queue. */
  record(trace: Span): void;
  /** Sends what waits, for as long as `flushMs` at most. */
  stop(): Promise<void>;
}

export interface TracingDeps {
  /** Of an OTLP collector that takes HTTP, without `/v1/traces`. */
  endpoint: string;
  /** Of this process. */
  resource: Readonly<Record<string, string>>;
  log: Pick<Log, 'warn'>;
}

/** An ending process waits no longer for the collector, ms. */
const flushMs = 1_500;

/**
 * OpenTelemetry, loaded only by this. Traces are made of work that is over, so nothing is kept while it is under way;
 * spans wait in a queue that is bounded (2,048), and those beyond it are dropped. Nothing global is registered.
 */
export async function openTracing({ endpoint, resource, log }: TracingDeps): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = warningOnce(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }), log);
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes(resource),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  const emit = emitter(api, provider.getTracer('ringside'));
  return {
    record: (trace) => void setImmediate(() => emit(trace, api.ROOT_CONTEXT)),
    async stop() {
      await new Promise(setImmediate);
      const inTime = new AbortController();
      const late = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, flushMs);
        inTime.signal.addEventListener('abort', () => clearTimeout(timer));
      });
      // Spans that cannot be sent are dropped, at the end too.
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      inTime.abort();
    },
  };
}

function emitter(
  { trace, SpanKind, SpanStatusCode }: typeof Api,
  tracer: Api.Tracer,
): (span: Span, within: Api.Context) => void {
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };
  return function emit({ name, kind, startedAt, endedAt, attributes, fault, children }, within) {
    const options = { startTime: startedAt, kind: kind === undefined ? SpanKind.INTERNAL : kinds[kind] };
    const span = tracer.startSpan(name, { ...options, attributes }, within);
    // Sampled away.
    if (!span.isRecording()) return;
    const inside = trace.setSpan(within, span);
    for (const child of children ?? []) emit(child, inside);
    if (typeof fault === 'string')
      span.setAttribute('error.type', fault).setStatus({ code: SpanStatusCode.ERROR });
    span.end(Math.max(startedAt, endedAt));
  };
}

/** That a collector is away is worth one line: traces are never worth more. */
function warningOnce(exporter: SpanExporter, log: TracingDeps['log']): SpanExporter {
  let warned = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined && !warned) {
          warned = true;
          log.warn(codeOf(result.error), 'the collector takes no traces; they are dropped while it does not');
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

/** A collector's words, or an address with a password in it, belong into no log. */
function codeOf(error: Error): object {
  return { error: error.name, ...('code' in error ? { code: String(error.code) } : {}) };
}
