import { toBoard } from '../board/board.ts';
import { createBoardFeed, type BoardFeed } from '../board/feed.ts';
import type { Board } from '../api/board.ts';
import { callsUnderWay } from '../calls/queries.ts';
import type { Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import type { CallServicesDeps } from './call-services-deps.ts';

/** As much as a board can show. */
const mostCalls = 1_000;
const mostAgents = 1_000;
const everyMs = 1_000;
/** Each looks at the whole board; there are few supervisors. */
const mostWatchers = 50;

export interface LiveBoard extends BoardFeed {
  now(): Promise<Board>;
}

export function createLiveBoard(
  deps: Pick<CallServicesDeps, 'db' | 'agents' | 'presence' | 'pipeline'> & {
    log: Log;
    streams: Config['streams'];
  },
): LiveBoard {
  async function now(): Promise<Board> {
    const calls = await callsUnderWay(deps.db, mostCalls + 1);
    const agents = deps.agents.list();
    const presence = deps.presence.ofEach(agents.slice(0, mostAgents).map(({ id }) => id));
    const shown = agents.flatMap(({ id, name, email }) => {
      const own = presence.get(id);
      return own === undefined ? [] : [{ name, email, presence: own }];
    });
    const live = calls.slice(0, mostCalls).map(deps.pipeline.pops.toApiCall);
    return toBoard(shown, live, calls.length > mostCalls || agents.length > mostAgents);
  }
  const feed = createBoardFeed({
    ...{ read: now, everyMs, heartbeatMs: deps.streams.heartbeatMs, mostWatchers },
    onError: (error) => deps.log.warn({ err: error }, 'the live board could not be read'),
  });
  return { now, ...feed };
}
