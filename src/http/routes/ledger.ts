import { z } from 'zod';
import { journalEntryShape, ledgerShape } from '../../api/admin.ts';
import { Problem } from '../problem.ts';
import { journalPage } from '../queries/journal.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';
import { pageOf, pageQuery } from './shapes.ts';

/** The two accounts: of what came in, and of what was made of it. */
export function ledgerRoutes({
  db,
  sources,
  services,
}: Pick<RoutesDeps, 'db' | 'sources' | 'services'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/ledger',
      role: 'admin',
      summary: 'What became of every settled call; planned = logged + waiting + dead + skipped',
      answer: ledgerShape,
      handle: () => services.ledger(),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/journal',
      role: 'admin',
      summary: 'Every webhook received, newest first. A page can be short and still have a next one',
      query: pageQuery.extend({
        source: z.string().max(200).optional(),
        status: journalEntryShape.shape.status.optional(),
      }),
      answer: pageOf(journalEntryShape),
      handle({ query: { source, ...filter } }) {
        const sourceId = source === undefined ? undefined : sources.byName(source)?.id;
        if (source !== undefined && sourceId === undefined) throw new Problem(404, 'There is no such source');
        return journalPage(db, { ...filter, sourceId }, (id) => sources.get(id)?.name ?? id);
      },
    }),
  ];
}
