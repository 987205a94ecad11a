import { z } from 'zod';
import {
  popShape,
  presenceShape,
  snapshotShape,
  type Pop,
  type Presence,
  type Snapshot,
} from '../../src/api/call.ts';

export type Message =
  | { event: 'snapshot'; data: Snapshot }
  | { event: 'call'; data: Pop }
  | { event: 'presence'; data: Presence }
  | { event: 'reconnect'; data: { afterMs: number } };

export interface AgentStream {
  /** The first message. */
  snapshot: Snapshot;
  /** Everything since, in order. */
  messages: readonly Message[];
  /** Pops of one call so far, in order. */
  popsOf(pbxCallId: string): Pop[];
  /** What `look` finds, looking again at each message; rejects in the end with what did come. */
  until<T>(what: string, look: () => T | null | undefined | false): Promise<T>;
  close(): void;
}

const patienceMs = 30_000;

/** Server-Sent Events of one agent, each checked against its schema. */
export async function openStream(url: string, headers: Record<string, string>): Promise<AgentStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  if (!response.ok || response.body === null) throw new Error(`${url}: ${await response.text()}`);

  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  const whole = readFrames(response.body, (message) => {
    messages.push(message);
    for (const look of [...waiting]) look();
  });
  // The end of a stream is not a fault: what did not come shows in `until`.
  whole.catch(() => undefined);

  const untilFound: AgentStream['until'] = (what, look) =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(check);
      };
      const check = (): void => {
        const found = look();
        if (found === null || found === undefined || found === false) return;
        end();
        resolve(found);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`waited in vain until ${what}; there came ${JSON.stringify(messages.map(brief))}`));
      }, patienceMs);
      waiting.add(check);
      check();
    });

  const first = await untilFound('the snapshot comes', () => messages[0]);
  if (first.event !== 'snapshot') throw new Error(`a stream begins with ${first.event}`);
  messages.shift();
  return {
    snapshot: first.data,
    messages,
    popsOf: (pbxCallId) =>
      messages.flatMap(({ event, data }) => (event === 'call' && data.pbxCallId === pbxCallId ? [data] : [])),
    until: untilFound,
    close: () => abort.abort(),
  };
}

async function readFrames(
  body: ReadableStream<Uint8Array>,
  onMessage: (message: Message) => void,
): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const frames = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const message = toMessage(frame);
      if (message !== null) onMessage(message);
    }
  }
}

/** Null for heartbeats and `retry:`. */
function toMessage(frame: string): Message | null {
  const fields = new Map(
    frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const event = fields.get('event');
  if (event === undefined) return null;
  if (!fields.has('id')) throw new Error(`no id: ${frame}`);
  const data: unknown = JSON.parse(fields.get('data') ?? '');
  if (event === 'snapshot') return { event, data: snapshotShape.strict().parse(data) };
  if (event === 'call') return { event, data: popShape.strict().parse(data) };
  if (event === 'presence') return { event, data: presenceShape.strict().parse(data) };
  if (event === 'reconnect') return { event, data: farewellShape.parse(data) };
  throw new Error(`there is no message ${event}`);
}

const farewellShape = z.strictObject({ afterMs: z.int().nonnegative() });

function brief(message: Message): string {
  return message.event === 'call' ? `${message.data.pbxCallId} ${message.data.popState}` : message.event;
}
