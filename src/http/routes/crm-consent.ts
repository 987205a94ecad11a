import { ConnectorError } from '../../crm/errors.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Caller } from '../caller.ts';
import { consentPage, sendConsentPage } from '../consent-page.ts';
import { createCrmConsent } from '../crm-consent.ts';
import { Problem, problemOf } from '../problem.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idParams } from './shapes.ts';

/** Connecting a CRM account by an admin's consent. Both steps are an admin's, in a browser. */
export function crmConsentRoutes({
  connectionAdmin: admin,
  clock,
  log,
}: Pick<RoutesDeps, 'connectionAdmin' | 'clock' | 'log'>): Route[] {
  const consent = createCrmConsent({ admin, clock });
  return [
    defineRoute({
      method: 'get',
      path: '/auth/connections/callback',
      role: 'admin',
      summary: 'Where the CRM leads back to; keeps its tokens and says in a sentence what came of it',
      status: 200,
      audit: 'event',
      async handle({ req, res, caller }) {
        needPerson(caller);
        try {
          const { id, name } = await consent.finish(req, res);
          sendConsentPage(
            res,
            consentPage('Connected', `${name} is connected, and what waited for it goes on.`, id),
          );
        } catch (error) {
          const { status, words } = faultOf(error);
          log.warn({ err: error }, 'a CRM was not connected');
          sendConsentPage(res.status(status), consentPage('Not connected', words, null));
        }
        return answered;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/connections/:id',
      role: 'admin',
      summary: 'Connect by OAuth: leads an admin’s browser to the CRM. `:id` is the connection’s id or name',
      params: idParams,
      status: 302,
      async handle({ req, res, params, caller }) {
        needPerson(caller);
        // Another site could lead an admin into connecting something.
        if (req.get('sec-fetch-site') === 'cross-site')
          throw new Problem(403, 'Begin at the connection’s own page');
        res.set('Cache-Control', 'no-store');
        await consent.begin(req, res, params.id);
        return answered;
      },
    }),
  ];
}

/** Consent is tied to a session, which programs do not have. */
function needPerson(caller: Caller): void {
  if (caller.kind === 'key') throw new Problem(403, 'Only a person can agree: open this in a browser');
}

/** In words for the admin; a fault of ours has none and is thrown on. */
function faultOf(error: unknown): { status: number; words: string } {
  if (error instanceof ConnectorError)
    return { status: 502, words: `${error.message}. Nothing was changed: start again.` };
  const problem = problemOf(error);
  if (problem === null || !(error instanceof Refusal)) throw error;
  return { status: problem.status, words: problem.title };
}
