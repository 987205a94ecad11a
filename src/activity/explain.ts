import type { ApiActivity, Explanation } from '../api/call.ts';
import type { StoredCall } from '../model/call.ts';
import { onlyCreates } from './deliver.ts';

/** A connection as far as explaining goes. */
export interface ExplainedConnection {
  name: string;
  status: 'active' | 'suspended' | 'paused';
  statusReason: string | null;
  /** Epoch ms; null: no quota in the way. */
  pausedUntil: number | null;
  createdAt: number;
}

export interface ExplainInput {
  call: Pick<StoredCall, 'state' | 'settledAt'>;
  activities: readonly ApiActivity[];
  connections: readonly ExplainedConnection[];
  agentName: (email: string) => string | null;
  /** Epoch ms. */
  now: number;
}

type Said = Pick<Explanation, 'sentence' | 'advice'>;

/** Why a call was logged or was not, for every connection there is. Pure. */
export function explain(input: ExplainInput): Explanation[] {
  const { connections, activities } = input;
  const gone = activities.filter(({ connection }) => !connections.some(({ name }) => name === connection));
  return [
    ...connections.flatMap((connection) => ofConnection(connection, input)),
    ...gone.map((activity) => explained(activity, wordsOf(activity, null, input.now), input)),
  ];
}

function ofConnection(connection: ExplainedConnection, input: ExplainInput): Explanation[] {
  const own = input.activities.filter((activity) => activity.connection === connection.name);
  if (own.length > 0)
    return own.map((activity) => explained(activity, wordsOf(activity, connection, input.now), input));
  const none = { connection: connection.name, agent: null, activityId: null, canRetry: false };
  return [{ ...none, status: 'none', ...unplanned(connection, input) }];
}

function unplanned({ createdAt }: ExplainedConnection, { call: { settledAt, state } }: ExplainInput): Said {
  if (settledAt === null) {
    const sentence =
      state === 'ended'
        ? 'The call has just ended. It is logged once nothing more comes of it.'
        : 'The call goes on. It is logged when it is over.';
    return { sentence, advice: null };
  }
  if (createdAt > settledAt) {
    const advice = 'Log it again to write it there, too.';
    return { sentence: 'The call was over before this connection was made.', advice };
  }
  return { sentence: 'Nothing was planned for it.', advice: 'Log it again.' };
}

function explained(activity: ApiActivity, said: Said, { agentName }: ExplainInput): Explanation {
  const { connection, agent, status, id } = activity;
  const canRetry = status === 'dead' || status === 'waiting' || isNotUpdated(activity);
  const name = agent === null ? null : (agentName(agent) ?? agent);
  return { connection, agent: name, status, activityId: id, canRetry, ...said };
}

const isNotUpdated = ({ status, reason }: ApiActivity): boolean => status === 'logged' && reason !== null;

function wordsOf(activity: ApiActivity, connection: ExplainedConnection | null, now: number): Said {
  const { status, reason } = activity;
  switch (status) {
    case 'logged':
      return isNotUpdated(activity)
        ? {
            sentence: `It is in the CRM, but a later change is not. ${reason ?? ''}`,
            advice: adviceFor(reason),
          }
        : { sentence: 'It is in the CRM.', advice: null };
    case 'skipped':
      return skipWords(reason);
    case 'dead':
      return {
        sentence: `The CRM refused it: ${reason ?? 'it gave no reason'}`,
        advice: 'Mend what the CRM names, there or in the connection’s settings, then try again.',
      };
    case 'sending':
      return { sentence: 'It is being sent to the CRM right now.', advice: null };
    case 'waiting':
      return waitingWords(activity, connection, now);
  }
}

function adviceFor(reason: string | null): string {
  return reason?.includes(onlyCreates) === true
    ? 'To have records changed, unset “Create only” in the connection’s rules, then try again.'
    : 'Mend what the CRM names, then try again.';
}

function waitingWords(
  { attempts, reason }: ApiActivity,
  connection: ExplainedConnection | null,
  now: number,
): Said {
  if (connection === null)
    return { sentence: 'It waits for a connection that is gone.', advice: 'Nothing sends it any more.' };
  const { status, statusReason, pausedUntil } = connection;
  if (status === 'suspended') {
    const sentence = `The CRM refuses our credentials, so nothing is sent: ${statusReason ?? 'it gave no reason'}`;
    return { sentence, advice: 'Renew the connection’s credentials; then everything that waits is sent.' };
  }
  if (status === 'paused')
    return { sentence: 'The connection is paused by an admin.', advice: 'Resume the connection to send it.' };
  if (pausedUntil !== null && pausedUntil > now) {
    const until = new Date(pausedUntil).toISOString();
    return { sentence: `The CRM’s quota is used up until ${until}.`, advice: 'It is sent by itself then.' };
  }
  const last = attempts.at(-1);
  if (last === undefined)
    return { sentence: reason === null ? 'It is about to be sent.' : `${reason}.`, advice: null };
  return { sentence: `The CRM did not take it yet: ${last.message}`, advice: 'It is tried again by itself.' };
}

const skips: Readonly<Record<string, Said>> = {
  not_begun: {
    sentence: 'No phone ever rang: the phone system told of a recording or of a supervisor only.',
    advice: null,
  },
  source_filtered: {
    sentence: 'The rules leave this phone system’s calls out.',
    advice: 'To log them, change “Phone systems” in the connection’s rules, then log it again.',
  },
  queue_filtered: {
    sentence: 'The rules leave calls of this queue out, or those that came through none.',
    advice: 'To log them, change “Queues” in the connection’s rules, then log it again.',
  },
  internal: {
    sentence: 'It was a call between colleagues, and the rules leave those out.',
    advice: 'To log them, switch “Calls between colleagues” on in the connection’s rules, then log it again.',
  },
  missed_not_logged: {
    sentence: 'Nobody answered, and the rules leave missed calls out.',
    advice: 'To log them, switch “Missed calls” on in the connection’s rules, then log it again.',
  },
  unanswered_outbound_not_logged: {
    sentence: 'The other side did not answer, and the rules leave such calls out.',
    advice:
      'To log them, switch “Outbound calls that were not answered” on in the connection’s rules, then log it again.',
  },
  unknown_caller: {
    sentence: 'The number belongs to no record in this CRM, and the rules leave unknown callers out.',
    advice:
      'Add the number to a record, or log unknown callers in the connection’s rules; then log it again.',
  },
  superseded: {
    sentence: 'Another line of this call stands for it: two phones turned out to be one agent’s.',
    advice: null,
  },
  connection_removed: {
    sentence: 'It waited when an admin removed the connection, so it was never written there.',
    advice: null,
  },
  erased: { sentence: 'The caller’s data was erased before it was sent.', advice: null },
};

function skipWords(reason: string | null): Said {
  return (
    skips[reason ?? ''] ?? { sentence: `It was left out: ${reason ?? 'no reason is kept'}`, advice: null }
  );
}
