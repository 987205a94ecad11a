import { ledgerShape } from '../../api/admin.ts';
import { defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';

/** The account of what was made of calls. */
export function ledgerRoutes({ services }: Pick<RoutesDeps, 'services'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/admin/ledger',
      role: 'admin',
      summary: 'What became of every settled call; planned = logged + waiting + dead + skipped',
      answer: ledgerShape,
      handle: () => services.ledger(),
    }),
  ];
}
