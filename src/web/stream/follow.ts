import type { Pop, Presence, Snapshot } from '../../api/call.ts';
import { shaped } from '../api/request.ts';
import { frameHeaders } from '../shell/framed.ts';
import { createEventParser, type StreamEvent } from './parse.ts';
import type { PanelMessage } from './state.ts';

/** The server sends at least a heartbeat comment every 15 s; after this long the line is dead. */
export const silenceMs = 40_000;

export type End =
  | { kind: 'lost'; problem: string }
  /** The server ends, and another takes over: to be asked after this time. */
  | { kind: 'moved'; afterMs: number }
  | { kind: 'refused'; problem: string }
  | { kind: 'signed-out' };

export interface Attempt {
  ended: Promise<End>;
  stop(): void;
}

const isSnapshot = shaped<Snapshot>('calls', 'serverTime');
const isPop = shaped<Pop>('id', 'popState');
const isPresence = shaped<Presence>('state');
const isFarewell = shaped<{ afterMs: unknown }>('afterMs');
const isProblem = shaped<{ detail: unknown }>('detail');

interface Ears {
  onHeard: () => void;
  onMessage: (message: PanelMessage) => void;
}

/**
 * One stream from opening to its end. Read with fetch and not with EventSource, which hides the heartbeats, so that
 * a line which died while the computer slept looks alive for minutes, and hides the status, so that "signed out"
 * looks like "server down".
 */
export function follow(url: string, ears: Ears): Attempt {
  const controller = new AbortController();
  return { ended: read(url, controller, ears), stop: () => controller.abort() };
}

async function read(url: string, controller: AbortController, ears: Ears): Promise<End> {
  const watchdog = createWatchdog(() => controller.abort());
  const said: { farewell: End | null } = { farewell: null };
  try {
    const response = await fetch(url, {
      headers: { ...frameHeaders(), accept: 'text/event-stream' },
      cache: 'no-store',
      signal: controller.signal,
    });
    const refused = await refusal(response);
    if (refused || !response.body) return refused ?? { kind: 'lost', problem: 'The server said nothing.' };
    const parse = createEventParser((event) => {
      said.farewell ??= farewellOf(event);
      const message = messageOf(event);
      if (message) ears.onMessage(message);
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      watchdog.feed();
      ears.onHeard();
      parse(part.value);
    }
    return said.farewell ?? { kind: 'lost', problem: 'The server closed the line.' };
  } catch {
    return said.farewell ?? { kind: 'lost', problem: 'The server cannot be reached.' };
  } finally {
    watchdog.stop();
  }
}

function createWatchdog(onSilence: () => void) {
  let timer = window.setTimeout(onSilence, silenceMs);
  return {
    feed() {
      window.clearTimeout(timer);
      timer = window.setTimeout(onSilence, silenceMs);
    },
    stop: () => window.clearTimeout(timer),
  };
}

async function refusal(response: Response): Promise<End | null> {
  if (response.status === 401) return { kind: 'signed-out' };
  if (response.status === 403 || response.status === 409) {
    const body: unknown = await response.json().catch(() => null);
    const said = isProblem(body) ? body.detail : null;
    return { kind: 'refused', problem: typeof said === 'string' ? said : 'No phone is mapped to you yet.' };
  }
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  return response.ok && isStream ? null : { kind: 'lost', problem: 'The server is not ready.' };
}

const longestAwayMs = 30_000;

function farewellOf({ event, data }: StreamEvent): End | null {
  if (event !== 'reconnect') return null;
  const body: unknown = JSON.parse(data);
  const afterMs = isFarewell(body) ? Number(body.afterMs) : Number.NaN;
  return { kind: 'moved', afterMs: afterMs >= 0 ? Math.min(afterMs, longestAwayMs) : 0 };
}

function messageOf({ event, data }: StreamEvent): PanelMessage | null {
  const body: unknown = JSON.parse(data);
  const at = Date.now();
  if (event === 'snapshot' && isSnapshot(body)) return { type: 'snapshot', snapshot: body, at };
  if (event === 'call' && isPop(body)) return { type: 'call', pop: body, at };
  if (event === 'presence' && isPresence(body)) return { type: 'presence', presence: body };
  return null;
}
