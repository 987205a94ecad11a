import { z } from 'zod';
import { journalEntryShape, resentShape } from '../../api/journal.ts';
import { curlOf } from '../../pbx/replay.ts';
import { Problem } from '../problem.ts';
import { journalPage } from '../queries/journal.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { instantQuery, pageOf, pageQuery } from './shapes.ts';

type Deps = Pick<RoutesDeps, 'db' | 'sources' | 'services' | 'publicUrl'>;

const filterQuery = pageQuery.extend({
  source: z.string().max(200).optional(),
  status: journalEntryShape.shape.status.optional(),
  event: z.string().max(200).optional().describe('part of the event’s name'),
  text: z.string().max(200).optional().describe('part of what came over the wire'),
  since: instantQuery.optional().describe('ISO 8601: entries that came then or later'),
  until: instantQuery.optional().describe('ISO 8601: entries that came earlier'),
});
const entryParams = z.object({ id: z.string().regex(/^\d{1,15}$/, 'Use the id of a journal entry') });

/** The account of what came in. */
export function journalRoutes({ db, sources, services, publicUrl }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/journal',
      role: 'admin',
      summary: 'Every webhook received, newest first. A page can be short and still have a next one',
      query: filterQuery,
      answer: pageOf(journalEntryShape),
      handle({ query: { source, ...filter } }) {
        const sourceId = source === undefined ? undefined : sources.byName(source)?.id;
        if (source !== undefined && sourceId === undefined) throw new Problem(404, 'There is no such source');
        return journalPage(
          db,
          { ...filter, sourceId },
          {
            sourceName: (id) => sources.get(id)?.name ?? id,
            curl: (method, raw) => curlOf(method, raw, `${publicUrl()}/pbx`),
          },
        );
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/journal/:id/resend',
      role: 'admin',
      summary: 'Read a rejected or unrecognised event again, as its dialect reads it by now',
      params: entryParams,
      answer: resentShape,
      async handle({ params }) {
        const resent = await services.operations.resend(Number(params.id));
        if (resent === null)
          throw new Problem(404, 'There is no such entry; the journal may have been pruned');
        return resent;
      },
    }),
  ];
}
