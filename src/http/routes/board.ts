import { boardShape } from '../../api/board.ts';
import { Problem } from '../problem.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import { refuseStreams, watchSession } from '../watch-session.ts';
import type { RoutesDeps } from './deps.ts';

type Deps = Pick<RoutesDeps, 'services' | 'signIn' | 'isLeaving'>;

/** Who is there, who talks and who waits, now. */
export function boardRoutes({ services, signIn, isLeaving }: Deps): Route[] {
  const { board } = services.operations;
  return [
    defineRoute({
      method: 'get',
      path: '/api/board',
      role: 'supervisor',
      summary: 'The live board as it is now: agents, calls, queues',
      answer: boardShape,
      handle: () => board.now(),
    }),
    defineRoute({
      method: 'get',
      path: '/api/board/stream',
      role: 'supervisor',
      summary: 'Server-Sent Events: `board`, the whole live board, whenever it changes',
      async handle({ req, res }) {
        refuseStreams(isLeaving());
        if (!(await board.open(req, res))) {
          throw new Problem(429, 'Too many watch the live board', { headers: { 'Retry-After': '10' } });
        }
        watchSession(req, res, signIn.stillSignedIn);
        return answered;
      },
    }),
  ];
}
