import type { NoteBody } from '../../../api/agent.ts';
import { toFault } from '../../api/fault.ts';
import { createDraftBook, type Draft, type DraftBook } from './draft-book.ts';
import { type DraftStore, sameText } from './draft-store.ts';

export interface Drafts {
  get(callId: string): Draft | undefined;
  /** What the person typed; saved after a pause. */
  write(callId: string, text: NoteBody): void;
  /** Now rather than after a pause. */
  flush(callId: string): void;
  /** The network is back, or the computer woke up: what waits is tried now. */
  retry(): void;
  subscribe(listener: () => void): () => void;
}

export interface DraftsDeps {
  /** Answers the call's sequence; throws `ApiFault`. */
  save(callId: string, text: NoteBody): Promise<number>;
  store: DraftStore;
  setTimeout(run: () => void, ms: number): number;
  clearTimeout(timer: number): void;
}

const pauseMs = 700;
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/**
 * Notes as they are typed: kept in this browser at once, sent after a pause, and sent again until the server has them,
 * also after a reload. The browser's copy is the truth between tabs: what is gone there was saved by another tab.
 */
export function createDrafts(deps: DraftsDeps): Drafts {
  const book = createDraftBook();
  const sender = createSender(deps, book);
  const retry = () => book.ids('waiting').forEach((callId) => void sender.send(callId));

  for (const [callId, text] of deps.store.all()) {
    book.set(callId, { text, state: 'waiting', problem: null, savedAs: null });
  }
  retry();

  return {
    get: book.get,
    subscribe: book.subscribe,
    retry,
    write(callId, text) {
      deps.store.write(callId, text);
      const before = book.get(callId);
      // What is under way is followed by what was typed meanwhile.
      const state = before?.state === 'saving' ? 'saving' : 'typing';
      book.set(callId, { text, state, problem: null, savedAs: before?.savedAs ?? null });
      if (state === 'typing') sender.later(callId, pauseMs);
    },
    flush(callId) {
      if (book.get(callId)?.state === 'typing') void sender.send(callId);
    },
  };
}

/** One request at a time for each call. */
function createSender({ save, store, ...timing }: DraftsDeps, book: DraftBook) {
  const timers = new Map<string, number>();
  const failures = new Map<string, number>();

  function later(callId: string, ms: number): void {
    timing.clearTimeout(timers.get(callId) ?? 0);
    const timer = timing.setTimeout(() => void send(callId), ms);
    timers.set(callId, timer);
  }

  async function send(callId: string): Promise<void> {
    const draft = book.get(callId);
    if (!draft || draft.state === 'saving' || draft.state === 'saved') return;
    timing.clearTimeout(timers.get(callId) ?? 0);
    const text = store.works() ? store.read(callId) : draft.text;
    book.set(callId, text && { ...draft, text, state: 'saving', problem: null });
    if (!text) return;
    try {
      saved(callId, text, await save(callId, text));
    } catch (error) {
      failed(callId, text, error);
    }
  }

  function saved(callId: string, text: NoteBody, sequence: number): void {
    failures.delete(callId);
    const now = book.get(callId);
    if (now && !sameText(now.text, text)) {
      book.set(callId, { ...now, state: 'typing' });
      later(callId, pauseMs);
      return;
    }
    store.remove(callId, text);
    book.set(callId, { text, state: 'saved', problem: null, savedAs: sequence });
  }

  function failed(callId: string, text: NoteBody, error: unknown): void {
    const { status, message } = toFault(error);
    const mayWork = [0, 401, 408, 429].includes(status) || status >= 500;
    const now = book.get(callId) ?? { text, savedAs: null };
    book.set(callId, { ...now, state: mayWork ? 'waiting' : 'refused', problem: message });
    if (!mayWork) return;
    const times = failures.get(callId) ?? 0;
    failures.set(callId, times + 1);
    later(callId, Math.min(longestRetryMs, firstRetryMs * 2 ** times));
  }

  return { later, send };
}
