import { useState } from 'react';
import type { JournalEntry, Resent } from '../../../api/journal.ts';
import { journalApi } from '../../api/operations-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Notice } from '../../components/Notice.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { Dialog, DialogActions } from '../../controls/Dialog.tsx';
import { Link } from '../../shell/Link.tsx';
import { Block } from '../calls/Timeline.tsx';
import { meanings, tones } from './words.ts';

/** One entry whole: as it came, as it was understood, and reading it again where it was not. */
export function EntryDialog({
  entry,
  onClose,
  onRead,
}: {
  entry: JournalEntry;
  onClose: () => void;
  onRead: () => void;
}) {
  const { status, event, at, source, faults, raw, understood, curl, callId, method } = entry;
  return (
    <Dialog title={event ?? 'An event without a name'} wide onClose={onClose}>
      <p className="cluster">
        <Chip tone={tones[status]}>{meanings[status].short}</Chip>
        <span className="soft foreign">
          {source} · {method} · <TimeOfDay at={at} />
        </span>
        {callId && <Link to={`/admin/calls/${callId}`}>Open its call</Link>}
      </p>
      <p className="soft">{meanings[status].long}</p>
      {faults.length > 0 && <Faults faults={faults} />}
      <Block title="As it came" text={raw} />
      {understood && <Block title="As understood" text={JSON.stringify(understood, null, 2)} />}
      {curl && <CopyField label="To send it once more from a shell, without the key" text={curl} />}
      {(status === 'rejected' || status === 'unrecognised') && <ReadAgain id={entry.id} onRead={onRead} />}
    </Dialog>
  );
}

function Faults({ faults }: { faults: JournalEntry['faults'] }) {
  return (
    <ul className="rows">
      {faults.map(({ field, message }) => (
        <li key={`${field} ${message}`} className="foreign">
          <span className="mono">{field}</span> {message}
        </li>
      ))}
    </ul>
  );
}

/** For what a newer release, or another set-up of the source, may understand. */
function ReadAgain({ id, onRead }: { id: string; onRead: () => void }) {
  const [resent, setResent] = useState<Resent | null>(null);
  const { busy, fault, run } = useAction();
  const read = () =>
    run(async () => {
      setResent(await journalApi.resend(id));
      onRead();
    });
  return (
    <>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      {resent && <Result resent={resent} />}
      <DialogActions>
        <Button icon="refresh" look="primary" busy={busy} onClick={() => void read()}>
          Read it again
        </Button>
      </DialogActions>
    </>
  );
}

function Result({ resent: { outcome, callId, faults } }: { resent: Resent }) {
  if (outcome === 'accepted' || outcome === 'already_accepted') {
    return (
      <Notice tone="good" action={callId && <Link to={`/admin/calls/${callId}`}>Open its call</Link>}>
        {outcome === 'accepted' ? 'It is understood now and was taken in.' : 'It had been taken in before.'}
      </Notice>
    );
  }
  return (
    <Notice tone="warn">
      {outcome === 'unrecognised'
        ? 'It is still not known. Is the phone system set up as the right product?'
        : 'It still lacks what it needs.'}
      {faults.map(({ field, message }) => (
        <p key={`${field} ${message}`} className="foreign">
          {field} {message}
        </p>
      ))}
    </Notice>
  );
}
