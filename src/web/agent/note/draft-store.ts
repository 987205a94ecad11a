import type { NoteBody } from '../../../api/agent.ts';

/** The browser's storage, as far as it is needed. */
export interface Memory {
  keys(): string[];
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What is typed and not saved yet, in this browser: a key for each call of each agent. */
export interface DraftStore {
  /** False where the browser lets the page keep nothing: then a reload loses what was not saved. */
  works(): boolean;
  all(): [callId: string, text: NoteBody][];
  read(callId: string): NoteBody | null;
  write(callId: string, text: NoteBody): void;
  /** Unless something else was typed meanwhile, here or in another tab. */
  remove(callId: string, text: NoteBody): void;
}

const prefix = 'ringside.draft/';
/** The call may be gone by then, and nobody remembers what the note was about. */
const keepMs = 7 * 24 * 3_600_000;

export function createDraftStore(owner: string, memory: Memory | null, now: () => number): DraftStore {
  const mine = `${prefix}${owner}/`;
  let works = memory !== null;

  function read(key: string): NoteBody | null {
    const kept = parsed(memory?.getItem(key) ?? null);
    if (kept && now() - kept.at < keepMs) return { note: kept.note, disposition: kept.disposition };
    if (kept) memory?.removeItem(key);
    return null;
  }

  return {
    works: () => works,
    all: () =>
      (memory?.keys() ?? []).flatMap((key) => {
        const text = key.startsWith(mine) ? read(key) : null;
        return text ? [[key.slice(mine.length), text]] : [];
      }),
    read: (callId) => read(mine + callId),
    write(callId, text) {
      try {
        memory?.setItem(mine + callId, JSON.stringify({ ...text, at: now() }));
      } catch {
        // Full, or forbidden meanwhile.
        works = false;
      }
    },
    remove(callId, text) {
      const kept = read(mine + callId);
      if (kept && sameText(kept, text)) memory?.removeItem(mine + callId);
    },
  };
}

export function sameText(a: NoteBody, b: NoteBody): boolean {
  return a.note === b.note && a.disposition === b.disposition;
}

function parsed(json: string | null): (NoteBody & { at: number }) | null {
  if (json === null) return null;
  try {
    const kept: unknown = JSON.parse(json);
    return isKept(kept) ? kept : null;
  } catch {
    return null;
  }
}

function isKept(kept: unknown): kept is NoteBody & { at: number } {
  return typeof kept === 'object' && kept !== null && 'note' in kept && 'disposition' in kept && 'at' in kept;
}
