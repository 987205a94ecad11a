import { useMemo, useState } from 'react';
import { DropZone, FileTrigger, Button as TriggerButton } from 'react-aria-components';
import type { ImportAnswer } from '../../../api/mapping.ts';
import { agentMapping } from '../../api/agent-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { Chip, type ChipTone } from '../../components/Chip.tsx';
import { Notice } from '../../components/Notice.tsx';
import type { Column } from '../../controls/columns.ts';
import { DataTable } from '../../controls/DataTable.tsx';
import { toast } from '../../controls/toast.tsx';
import { count } from '../../format/count.ts';
import { navigate } from '../../shell/router.ts';
import { PageHead } from '../layout/PageHead.tsx';

interface Preview {
  fileName: string;
  csv: string;
  answer: ImportAnswer;
}

/** Agents from a table: first what would become of each row, then the change, which can be taken back. */
export function ImportPage() {
  const [preview, setPreview] = useState<Preview | null>(null);
  const { busy, fault, run } = useAction();
  const read = (file: { name: string; text: () => Promise<string> }) =>
    void run(async () => {
      const csv = await file.text();
      setPreview({ fileName: file.name, csv, answer: await agentMapping.import(csv, false) });
    });
  const apply = (csv: string) =>
    void run(async () => {
      const { done } = await agentMapping.import(csv, true);
      if (done) {
        toast(`${count(done.added, 'agent')} added, ${done.changed} changed`, {
          undo: () => agentMapping.batch(done.undo),
        });
      }
      navigate('/admin/agents');
    });
  return (
    <>
      <PageHead
        title="Import agents"
        up={{ to: '/admin/agents', title: 'Agents' }}
        lead="From a table that any spreadsheet saves as CSV. You see what becomes of each row before anything changes."
      />
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      {preview ? (
        <PreviewOf
          preview={preview}
          busy={busy}
          onApply={() => apply(preview.csv)}
          onOther={() => setPreview(null)}
        />
      ) : (
        <Choose busy={busy} onFile={read} />
      )}
    </>
  );
}

type PickedFile = Pick<File, 'name' | 'text'>;

function Choose({ busy, onFile }: { busy: boolean; onFile: (file: PickedFile) => void }) {
  return (
    <>
      <DropZone
        className="drop-zone"
        onDrop={(event) => {
          const file = event.items.find((item) => item.kind === 'file');
          if (file) onFile({ name: file.name, text: () => file.getText() });
        }}
      >
        <p role="status">
          {busy ? 'Comparing the file with the agents there are…' : 'Drop a CSV file here, or'}
        </p>
        <FileTrigger
          acceptedFileTypes={['.csv', 'text/csv']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) onFile(file);
          }}
        >
          <TriggerButton className="button button-primary" isDisabled={busy}>
            Choose a file
          </TriggerButton>
        </FileTrigger>
      </DropZone>
      <div className="form-card stack">
        <h2 className="section-title">What the file looks like</h2>
        <p>
          A first row with the names of the columns, then a row for each phone: <code>name</code>,{' '}
          <code>email</code>, <code>source</code> (the phone system), <code>user</code>,{' '}
          <code>extension</code>, <code>device</code>, <code>connection</code>, <code>crm_user</code>. Only{' '}
          <code>email</code> must be there. Rows with the same address are one agent.
        </p>
        <p>
          An agent in the file gets exactly the phones and CRM users the file gives. Agents who are not in it
          stay as they are. <a href={agentMapping.exportUrl}>Export the agents there are</a> to begin with.
        </p>
      </div>
    </>
  );
}

type Fate = ImportAnswer['rows'][number];

function PreviewOf({
  preview,
  busy,
  onApply,
  onOther,
}: {
  preview: Preview;
  busy: boolean;
  onApply: () => void;
  onOther: () => void;
}) {
  const { fileName, answer } = preview;
  const rows = useMemo(
    () => ({ items: answer.rows, fault: null, loading: false, reload: () => undefined }),
    [answer],
  );
  const amount = (fate: Fate['fate']) => answer.rows.filter((row) => row.fate === fate).length;
  const doing = amount('add') + amount('change');
  const faults = amount('fault');
  return (
    <>
      <div className="cluster">
        <span className="foreign">{fileName}</span>
        {fates.map(
          ({ fate, words, tone }) =>
            amount(fate) > 0 && (
              <Chip key={fate} tone={tone}>
                {count(amount(fate), 'row')} {words}
              </Chip>
            ),
        )}
      </div>
      {faults > 0 && (
        <Notice tone="warn">
          {count(faults, 'row')} will be left out. Mend the file and choose it again, or import the rest.
        </Notice>
      )}
      <div className="cluster">
        <Button look="primary" busy={busy} disabled={doing === 0} onClick={onApply}>
          {doing === 0 ? 'Nothing to import' : `Import ${count(doing, 'row')}`}
        </Button>
        <Button onClick={onOther}>Choose another file</Button>
      </div>
      <DataTable
        label="What becomes of each row"
        columns={columns}
        rows={rows}
        rowId={({ line }) => String(line)}
        rowHeight={48}
        empty={null}
      />
    </>
  );
}

const fates: readonly { fate: Fate['fate']; words: string; tone: ChipTone }[] = [
  { fate: 'add', words: 'new', tone: 'good' },
  { fate: 'change', words: 'changed', tone: 'accent' },
  { fate: 'same', words: 'the same', tone: 'neutral' },
  { fate: 'fault', words: 'with a fault', tone: 'bad' },
];

const columns: readonly Column<Fate>[] = [
  {
    id: 'line',
    name: 'Row',
    width: 80,
    minWidth: 80,
    align: 'end',
    sortBy: ({ line }) => line,
    cell: ({ line }) => line,
    narrow: 'corner',
  },
  {
    id: 'email',
    name: 'Agent',
    width: '2fr',
    sortBy: ({ email }) => email,
    cell: ({ email }) => <span className="foreign one-line">{email || '—'}</span>,
    narrow: 'title',
  },
  {
    id: 'fate',
    name: 'What happens',
    width: 160,
    sortBy: ({ fate }) => fates.findIndex((one) => one.fate === fate),
    cell: ({ fate }) => {
      const known = fates.find((one) => one.fate === fate);
      return <Chip tone={known?.tone ?? 'neutral'}>{known?.words ?? fate}</Chip>;
    },
  },
  {
    id: 'message',
    name: 'Why',
    width: '3fr',
    cell: ({ message }) => (
      <span className="foreign" title={message}>
        {message}
      </span>
    ),
  },
];
