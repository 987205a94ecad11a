import { type KeyboardEvent, useId } from 'react';
import type { Pop } from '../../../api/call.ts';
import { useOffers } from '../use-offers.ts';
import './call-note.css';
import { Dispositions } from './Dispositions.tsx';
import { NoteStatus } from './NoteStatus.tsx';
import { useNote } from './use-note.ts';

/** What the agent says about the call: saved as it is typed, and in the CRM with the call. */
export default function CallNote({ pop, owner }: { pop: Pop; owner: string }) {
  const { text, state, problem, write, flush } = useNote(pop, owner);
  const offers = useOffers();
  const id = useId();
  return (
    <section className="call-note" aria-label="Your note" onBlur={flush}>
      <div className="call-note-head">
        <label htmlFor={id}>Note</label>
        <NoteStatus state={state} problem={problem} isEmpty={!text.note && !text.disposition} />
      </div>
      <textarea
        id={id}
        className="field-input call-note-text"
        rows={2}
        maxLength={10_000}
        placeholder="What was it about? Saved as you type."
        value={text.note ?? ''}
        onChange={(event) => write({ ...text, note: event.target.value || null })}
        onKeyDown={backToCall}
      />
      <Dispositions
        offered={offers?.dispositions ?? []}
        chosen={text.disposition}
        onChoose={(disposition) => write({ ...text, disposition })}
      />
    </section>
  );
}

/** Escape leaves the note for its call, or its row. */
function backToCall(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape') return;
  const place = event.currentTarget.closest<HTMLElement>('.pop, .history-row');
  (place?.matches('.pop') ? place : place?.querySelector<HTMLElement>('[aria-expanded]'))?.focus();
}
