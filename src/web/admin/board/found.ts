import type { Board } from '../../../api/board.ts';

/** What of the board holds these words; agents who are on a call first. */
export function foundOn(board: Board, words: string): Pick<Board, 'agents' | 'calls'> {
  const wanted = words.trim().toLowerCase();
  const holds = (...texts: readonly (string | null | undefined)[]): boolean =>
    wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted));
  const agents = board.agents.filter(({ name, email, presence, call }) =>
    holds(name, email, call?.with, ...presence.queues),
  );
  return {
    agents: [...agents.filter(({ call }) => call !== null), ...agents.filter(({ call }) => call === null)],
    calls: board.calls.filter(({ customer, queue, agents: names }) => holds(customer, queue, ...names)),
  };
}
