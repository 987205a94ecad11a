import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import passport from 'passport';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';
import type { ConnectionAdmin } from './connection-admin.ts';
import { authenticate } from './authenticators.ts';

declare module 'express-session' {
  interface SessionData {
    /** An admin is at a CRM, about to agree. */
    crmConsent?: { connection: string; state: string; codeVerifier: string; until: number } | undefined;
  }
}

/** Connecting a CRM account by OAuth's authorization code flow with PKCE (RFC 6749, 7636), for the admin who asks. */
export interface CrmConsent {
  /** Leads the browser to the CRM. */
  readonly begin: (req: Request, res: Response, connection: string) => Promise<void>;
  /**
   * Takes the CRM's answer; the connection it was for, by id and name.
   *
   * @throws Refusal for an answer that this session did not ask for, that comes twice or too late, or that is a no;
   * ConnectorError when the CRM does not take its own code
   */
  readonly finish: (req: Request, res: Response) => Promise<{ id: string; name: string }>;
}

export interface CrmConsentDeps {
  admin: Pick<ConnectionAdmin, 'consentUrl' | 'consented'>;
  clock: Clock;
}

const strategyName = 'crm';
/** Time enough to sign in at the CRM and to read what is asked. */
const consentMs = 10 * 60_000;
/** RFC 7636 wants 43 characters of a verifier at least. */
const secretBytes = 32;

const answer = z.object({
  state: z.string().optional(),
  code: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
});
const connected = z.object({ id: z.string(), name: z.string() });

export function createCrmConsent(deps: CrmConsentDeps): CrmConsent {
  const auth = new passport.Passport();
  auth.use(strategyName, crmStrategy(deps));
  return {
    async begin(req, res, connection) {
      const codeVerifier = randomBytes(secretBytes).toString('base64url');
      const state = randomBytes(secretBytes).toString('base64url');
      req.session.crmConsent = { connection, state, codeVerifier, until: deps.clock() + consentMs };
      const leftForTheCrm = new Promise((resolve) => res.once('finish', resolve));
      await Promise.race([authenticate(auth, strategyName, req, res), leftForTheCrm]);
    },
    finish: async (req, res) => connected.parse(await authenticate(auth, strategyName, req, res)),
  };
}

/**
 * passport-oauth2 is not it: its settings are fixed when it is made, while ours are a connection's; and its question to
 * the token endpoint has no deadline. The connectors ask that question anyway, with each refresh.
 */
function crmStrategy(deps: CrmConsentDeps): passport.Strategy {
  return {
    authenticate(req: Request) {
      const given = answer.safeParse(req.query).data ?? {};
      const isAnswer = given.state !== undefined || given.code !== undefined || given.error !== undefined;
      const fail = (error: unknown): void => this.error(error);
      if (isAnswer) finish(deps, req, given).then((connection) => this.success(connection), fail);
      else consentUrl(deps, req).then((url) => this.redirect(url), fail);
    },
  };
}

async function consentUrl({ admin }: CrmConsentDeps, { session }: Request): Promise<string> {
  const { crmConsent: asked } = session;
  if (asked === undefined) throw notAsked();
  const url = await admin.consentUrl(asked.connection, asked);
  // The browser may be back before the end of this request would have saved it.
  await saved(session);
  return url;
}

async function finish(
  { admin, clock }: CrmConsentDeps,
  { session }: Request,
  given: z.infer<typeof answer>,
): Promise<{ id: string; name: string }> {
  const { crmConsent: asked } = session;
  // Once only, whatever comes of it.
  session.crmConsent = undefined;
  await saved(session);
  if (asked === undefined || given.state !== asked.state) throw notAsked();
  if (asked.until < clock()) throw new Refusal('invalid', 'That took too long: connect it again');
  return admin.consented(asked.connection, asked, codeIn(given));
}

function codeIn({ code, error, error_description: words }: z.infer<typeof answer>): string {
  if (code !== undefined && error === undefined) return code;
  const said = (words ?? error ?? 'it gave no code').slice(0, 300);
  throw new Refusal('invalid', `The CRM was not connected: ${said}`);
}

function notAsked(): Refusal {
  return new Refusal(
    'forbidden',
    'Nobody asked for this here, or it was answered before: start again from the connection',
  );
}

function saved(session: Request['session']): Promise<void> {
  return new Promise((resolve, reject) => {
    session.save((error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('The session could not be saved'));
    });
  });
}
