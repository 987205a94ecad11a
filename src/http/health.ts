import express, { type Router } from 'express';

export interface Readiness {
  ready: boolean;
  /** What is checked, in words: `{ database: 'ok', journal: 'closed' }`. No secrets, no names. */
  checks: Readonly<Record<string, string>>;
}

export interface HealthDeps {
  /** Answers within its own deadline. */
  readiness: () => Promise<Readiness>;
  /** prom-client's. */
  registry: { readonly contentType: string; metrics(): Promise<string> };
}

/**
 * For operators and their machines, without a session. `/healthz`: the process answers. `/readyz`: it can take and
 * keep events, else 503. `/metrics` is open like the other two: it holds counts and times, and labels are sources,
 * connections, events and outcomes, never a person, a number or a key.
 */
export function healthRoutes({ readiness, registry }: HealthDeps): Router {
  const router = express.Router();
  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const state = await readiness().catch(() => ({
      ready: false,
      checks: { readiness: 'could not be checked' },
    }));
    res
      .set('Cache-Control', 'no-store')
      .status(state.ready ? 200 : 503)
      .json(state);
  });
  router.get('/metrics', async (_req, res) => {
    res.set('Content-Type', registry.contentType).send(await registry.metrics());
  });
  return router;
}
