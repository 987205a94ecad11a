import type { DraftState } from './draft-book.ts';

/** Whether it is saved, in words, for those who see and those who hear. */
export function NoteStatus({
  state,
  problem,
  isEmpty,
}: {
  state: DraftState;
  problem: string | null;
  isEmpty: boolean;
}) {
  return (
    <span className="call-note-status" data-state={state} role="status">
      {inWords(state, problem, isEmpty)}
    </span>
  );
}

function inWords(state: DraftState, problem: string | null, isEmpty: boolean): string {
  switch (state) {
    case 'typing':
      return '';
    case 'saving':
      return 'Saving…';
    case 'saved':
      return isEmpty ? '' : 'Saved';
    case 'waiting':
      return 'Not saved yet. It is kept here, and sent when the server answers.';
    case 'refused':
      return `Not saved: ${problem ?? 'the server refused it.'}`;
  }
}
