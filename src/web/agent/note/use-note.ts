import { useSyncExternalStore } from 'react';
import type { NoteBody } from '../../../api/agent.ts';
import type { Pop } from '../../../api/call.ts';
import { calls } from '../../api/endpoints.ts';
import { panelStore } from '../../stream/panel-store.ts';
import { onWaking } from '../../stream/waking.ts';
import type { DraftState } from './draft-book.ts';
import { createDraftStore, type Memory } from './draft-store.ts';
import { createDrafts, type Drafts } from './drafts.ts';

/** Of each agent who was signed in here since the page was loaded: in the end one. */
const byOwner = new Map<string, Drafts>();

/** The agent's drafts; asking for them sends what an earlier page could not. */
function draftsOf(owner: string): Drafts {
  const known = byOwner.get(owner);
  if (known) return known;
  const drafts = createDrafts({
    async save(callId, text) {
      const pop = await calls.writeNote(callId, text);
      panelStore.apply({ type: 'changed', pop });
      return pop.sequence;
    },
    store: createDraftStore(owner, localMemory(), Date.now),
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
  });
  onWaking(drafts.retry);
  byOwner.set(owner, drafts);
  return drafts;
}

export interface CallNoteState {
  text: NoteBody;
  state: DraftState;
  problem: string | null;
  write(text: NoteBody): void;
  flush(): void;
}

/** The agent's own note about a call: as typed here, else as the server has it. */
export function useNote(pop: Pop, owner: string): CallNoteState {
  const drafts = draftsOf(owner);
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(pop.id));
  const isNewer = draft && (draft.state !== 'saved' || (draft.savedAs ?? 0) >= pop.sequence);
  const text = isNewer ? draft.text : { note: pop.note, disposition: pop.disposition };
  return {
    text,
    state: draft?.state ?? 'saved',
    problem: draft?.problem ?? null,
    write: (next) => drafts.write(pop.id, next),
    flush: () => drafts.flush(pop.id),
  };
}

/** Null where the page may keep nothing: then `localStorage` itself throws. */
function localMemory(): Memory | null {
  try {
    const storage = window.localStorage;
    return {
      keys: () => Object.keys(storage),
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => storage.setItem(key, value),
      removeItem: (key) => storage.removeItem(key),
    };
  } catch {
    return null;
  }
}
