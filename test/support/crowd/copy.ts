import type { NewRow, Row } from '../../../src/store/schema.ts';
import { nameOf } from './names.ts';
import { marks, type TemplateCall } from './template.ts';

/** Everything a copied call leaves behind. */
export interface CallCopy {
  call: NewRow<'calls'>;
  legs: NewRow<'legs'>[];
  journal: NewRow<'journal'>[];
  activities: NewRow<'activities'>[];
}

export interface CopyWishes {
  /** Which copy it is: names, numbers and ids follow from it. */
  n: number;
  /** Milliseconds later than the original; negative is earlier. */
  laterMs: number;
  /** Whose phone rings. */
  agentId: string;
  workerId: string;
  /** What became of it in a connection. */
  fateOf: (connectionId: string) => Fate;
}

export type Fate = Pick<NewRow<'activities'>, 'status' | 'reason' | 'due_at'>;

/** The nth person who calls: 10,000 numbers, one after the other. */
export const phoneOf = (n: number): string => `+420601${String(n).padStart(6, '0')}`;

const epochMs = /(?<![\d.])1[6-9]\d{11}(?!\d)/g;

/** The call as it would be with other people, at another time. */
export function copyCall(of: TemplateCall, wishes: CopyWishes): CallCopy {
  const { n, laterMs, fateOf } = wishes;
  const id = `crowd${String(n).padStart(6, '0')}`;
  const rewrite = rewriterFor(of.call, id, wishes);
  const rewriteJson = <T extends string | null>(text: T): T =>
    (text === null ? null : rewrite(text).replaceAll(epochMs, (ms) => String(Number(ms) + laterMs))) as T;
  const at = <T extends number | null>(ms: T): T => (ms === null ? null : ms + laterMs) as T;
  const { call } = of;
  return {
    call: {
      ...call,
      id,
      customer_number: phoneOf(n),
      started_at: at(call.started_at),
      settled_at: at(call.settled_at),
      due_at: call.state === 'ended' ? null : Date.now() + 4 * 3_600_000,
      call_json: rewriteJson(call.call_json),
    },
    legs: of.legs.map((leg) => ({ ...legOf(leg, rewrite), call_id: id, started_at: at(leg.started_at) })),
    journal: of.journal.map(({ id: _, ...entry }) => ({
      ...entry,
      call_id: id,
      received_at: at(entry.received_at),
      agent_id: entry.agent_id && rewrite(entry.agent_id),
      event_json: rewriteJson(entry.event_json),
      raw: rewrite(entry.raw),
    })),
    activities: of.activities.map((activity) => {
      const fate = fateOf(activity.connection_id);
      const payload = rewriteJson(activity.payload_json);
      const isLogged = fate.status === 'logged';
      return {
        ...activity,
        ...fate,
        id: `${id}-${activity.connection_id.slice(0, 8)}`,
        key: rewrite(activity.key) + id,
        call_id: id,
        agent_id: activity.agent_id && rewrite(activity.agent_id),
        payload_json: payload,
        logged_json: isLogged ? payload : null,
        record_type: isLogged ? activity.record_type : null,
        record_id: isLogged ? `record-${id}` : null,
        created_at: at(activity.created_at),
      };
    }),
  };
}

function legOf(leg: Row<'legs'>, rewrite: (text: string) => string): Row<'legs'> {
  const text = (value: string | null): string | null => value && rewrite(value);
  return {
    ...leg,
    leg_key: rewrite(leg.leg_key),
    user_id: text(leg.user_id),
    extension: text(leg.extension),
    name: text(leg.name),
    agent_id: text(leg.agent_id),
  };
}

/** Puts this copy's words in place of the marks, within JSON too. */
function rewriterFor(call: Row<'calls'>, id: string, { n, agentId, workerId }: CopyWishes) {
  const { worker, stray, caller, email } = marks;
  const { pbxCallId } = JSON.parse(call.call_json) as { pbxCallId: string };
  const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
  const words: Record<string, string> = {
    [workerId]: agentId,
    [call.id]: id,
    [pbxCallId]: `${pbxCallId}.${String(n)}`,
    [email]: `agent${String(n)}@example.com`,
    [worker.userId]: `u${String(n)}`,
    [worker.extension]: String(100_000 + n),
    [worker.name]: quoted(nameOf(n)),
    [stray.userId]: `stray${String(n)}`,
    [stray.extension]: String(200_000 + n),
    [stray.name]: quoted(nameOf(n)),
    [caller.id]: `contact-${String(n)}`,
    [caller.name]: quoted(nameOf(n + 20_000)),
    [caller.company]: quoted(`${nameOf(n + 40_000)} Ltd`),
    [caller.phone.slice(1)]: phoneOf(n).slice(1),
  };
  const any = new RegExp(
    Object.keys(words)
      .map((word) => word.replaceAll('.', '\\.'))
      .join('|'),
    'g',
  );
  return (text: string): string => text.replaceAll(any, (word) => words[word] ?? word);
}
