import { z } from 'zod';
import { deadActivityShape, deadReasonShape, ledgerHistoryShape } from '../../api/ledger.ts';
import { deadActivities, deadReasons } from '../../activity/dead.ts';
import { ledgerHistory, mostDays } from '../../activity/ledger-history.ts';
import { Problem } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { idOfConnection, idParams, instantQuery, listOf, pageOf, pageQuery } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'db' | 'clock' | 'connections' | 'services'>;

const dayMs = 24 * 3_600_000;
const connectionQuery = z.object({ connection: z.string().max(200).optional() });
const historyQuery = connectionQuery.extend({
  since: instantQuery.optional().describe('ISO 8601; a week ago without it'),
  until: instantQuery.optional().describe('ISO 8601; now without it'),
  offset: z.coerce.number().int().min(-840).max(840).default(0).describe('minutes ahead of UTC'),
});

/** What became of calls over time, and what CRMs refused. */
export function activityRoutes({ db, clock, connections, services }: Deps): Route[] {
  const nameOf = (id: string): string => connections.list().find((one) => one.id === id)?.name ?? id;
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/ledger/history',
      role: 'admin',
      summary: `What became of calls over time: by the hour up to 3 days, else by the day; at most ${String(mostDays)} days`,
      query: historyQuery,
      answer: ledgerHistoryShape,
      handle({ query }) {
        const until = query.until ?? clock();
        const since = query.since ?? until - 7 * dayMs;
        if (since >= until || until - since > mostDays * dayMs)
          throw new Problem(
            400,
            `Ask for a time of at most ${String(mostDays)} days that ends after it begins`,
          );
        const { connection, offset: offsetMinutes } = query;
        return ledgerHistory(db, {
          since,
          until,
          connectionId: idOfConnection(connections, connection),
          offsetMinutes,
        });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/activities/dead',
      role: 'admin',
      summary: 'Activities that a CRM refused and nobody has mended yet',
      query: pageQuery.extend(connectionQuery.shape),
      answer: pageOf(deadActivityShape),
      handle: ({ query: { connection, ...page } }) =>
        deadActivities(db, { ...page, connectionId: idOfConnection(connections, connection) }, nameOf),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/activities/dead/reasons',
      role: 'admin',
      summary: 'What they were refused for, the most frequent first',
      answer: listOf(deadReasonShape),
      handle: async () => ({ items: await deadReasons(db, nameOf) }),
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/activities/:id/retry',
      role: 'admin',
      summary: 'Send one activity again now',
      params: idParams,
      async handle({ params }) {
        if (!(await services.operations.retryActivity(params.id)))
          throw new Problem(404, 'There is nothing to send again');
      },
    }),
  ];
}
