import type { NoteBody } from '../../../api/agent.ts';

/** typing: waits for a pause. waiting: could not be sent, will be tried again. refused: the server does not take it. */
export type DraftState = 'typing' | 'saving' | 'waiting' | 'refused' | 'saved';

export interface Draft {
  text: NoteBody;
  state: DraftState;
  /** Why it is not saved. */
  problem: string | null;
  /** The call's sequence with this note in it; older news of the call do not know it yet. */
  savedAs: number | null;
}

/** Saved ones are remembered until the call itself brings them back. */
const mostSaved = 50;

export type DraftBook = ReturnType<typeof createDraftBook>;

/** The drafts of this page, by call. */
export function createDraftBook() {
  const drafts = new Map<string, Draft>();
  const listeners = new Set<() => void>();
  return {
    get: (callId: string) => drafts.get(callId),
    ids: (state: DraftState) =>
      [...drafts].flatMap(([callId, draft]) => (draft.state === state ? [callId] : [])),
    set(callId: string, draft: Draft | null): void {
      drafts.delete(callId);
      if (draft) drafts.set(callId, draft);
      this.ids('saved')
        .slice(0, -mostSaved)
        .forEach((id) => drafts.delete(id));
      listeners.forEach((listener) => listener());
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
