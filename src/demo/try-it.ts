import type { TryIt } from '../api/admin.ts';
import type { CastAgent } from './cast.ts';
import { encodeStep } from './encode.ts';

/** Whose number the curl lines show. Kept free for fiction by its regulator. */
const caller = '+442079460123';

type Step = 'ring' | 'answer' | 'hangUp';

const linuxboxEvents: Record<Step, string> = {
  ring: 'start_int_dial',
  answer: 'answered_internal',
  hangUp: 'call_end',
};
const contaqtEvents: Record<Step, string> = { ring: 'call:ring', answer: 'call:answer', hangUp: 'call:end' };

/** Command lines that ring, answer and end one call on this agent's phone. `callId` must be new each time. */
export function tryItLines(
  dialect: string,
  webhookUrl: string,
  agent: CastAgent,
  callId: string,
  nowMs: number,
): TryIt {
  const line = (step: Step, order: number): string => {
    const request =
      dialect === 'linuxbox'
        ? encodeStep(dialect, {
            afterMs: 0,
            event: linuxboxEvents[step],
            fields: linuxboxFields(agent, callId, order),
          })
        : encodeStep(dialect, {
            afterMs: 0,
            event: contaqtEvents[step],
            fields: contaqtFields(agent, callId, nowMs, order),
          });
    const url = `${webhookUrl}${request.path}`;
    if (request.method === 'GET') return `curl '${quoted(url)}'`;
    const headers = Object.entries(request.headers).map(
      ([name, value]) => `-H '${quoted(`${name}: ${value}`)}' `,
    );
    return `curl ${headers.join('')}-d '${quoted(request.body)}' '${quoted(url)}'`;
  };
  return { ring: line('ring', 1), answer: line('answer', 2), hangUp: line('hangUp', 3) };
}

function linuxboxFields(agent: CastAgent, callId: string, order: number): Record<string, string> {
  return {
    caller_num: caller,
    caller_name: 'Karel Novák',
    line_num: agent.extension,
    line_userid: agent.userId,
    caller_type: 'external',
    direction: 'incoming',
    call_id: callId,
    cel_id: String(order),
  };
}

function contaqtFields(
  agent: CastAgent,
  callId: string,
  nowMs: number,
  order: number,
): Record<string, string> {
  return {
    id: callId,
    call_id: callId,
    ts: String(Math.floor(nowMs / 1000) + order),
    type: 'inbound',
    cid_num: caller,
    cid_name: 'Karel Novák',
    dst_user_id: agent.userId,
  };
}

/** For a single-quoted word of a POSIX shell. */
const quoted = (text: string): string => text.replaceAll("'", `'\\''`);
