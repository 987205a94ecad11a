import type { Presence } from '../api/call.ts';
import type { PhoneUser } from './presence-state.ts';

const reasons: Readonly<Record<string, string>> = {
  unanswered_queue_call: 'unanswered queue call',
};

/** Words PBXs use for "takes calls". */
const readyWords = new Set([
  'ready',
  'available',
  'online',
  'idle',
  'calls',
  'active',
  'unpause',
  'login',
  'free',
]);

/** What an agent reads of themselves: one answer for all their phones, the last that changed first. */
export function presenceOf(users: readonly PhoneUser[]): Presence {
  const [latest] = users.toSorted((a, b) => b.changedAt - a.changedAt);
  if (latest === undefined) return { state: 'unknown', detail: null, notice: null, queues: [], since: null };
  const paused =
    users.find((user) => user.pausedReason !== null && !isOutdated(user, users))?.pausedReason ?? null;
  return {
    state: paused === null ? stateOf(latest) : 'paused',
    detail: latest.state,
    notice:
      paused === null
        ? null
        : `The phone system paused you: ${reasons[paused] ?? paused.replaceAll('_', ' ')}`,
    queues: [...new Set(users.flatMap((user) => user.queues))],
    since: new Date(latest.changedAt).toISOString(),
  };
}

/** A line that was paused while nobody was known to sit there: its agent has been heard of since. */
function isOutdated({ userId, sourceId, changedAt }: PhoneUser, users: readonly PhoneUser[]): boolean {
  if (userId !== null) return false;
  return users.some(
    (user) => user.userId !== null && user.sourceId === sourceId && user.changedAt >= changedAt,
  );
}

function stateOf(user: PhoneUser): Presence['state'] {
  if (user.loggedIn === false) return 'offline';
  if (user.state !== null && !readyWords.has(user.state.toLowerCase())) return 'paused';
  return user.loggedIn === true ? 'available' : 'unknown';
}
