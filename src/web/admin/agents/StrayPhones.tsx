import { useMemo, useState } from 'react';
import type { Agent } from '../../../api/admin.ts';
import type { Mapping } from '../../../api/mapping.ts';
import type { StrayPhone } from '../../api/agent-endpoints.ts';
import type { Resource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Notice } from '../../components/Notice.tsx';
import { RelativeTime } from '../../components/Time.tsx';
import type { Column } from '../../controls/columns.ts';
import { DataTable } from '../../controls/DataTable.tsx';
import { Help } from '../../controls/Help.tsx';
import { count } from '../../format/count.ts';
import { AssignDialog } from './AssignDialog.tsx';
import { type Assignment, draftsFor, phoneId, phoneInWords } from './phones.ts';
import { useBatch } from './use-batch.ts';

/** Phones that ring for nobody Ringside knows: their calls pop on no screen. */
export function StrayPhones({
  mapping,
  agents,
  onDone,
}: {
  mapping: Resource<Mapping>;
  agents: readonly Agent[];
  onDone: () => void;
}) {
  const [choosing, setChoosing] = useState<StrayPhone | null>(null);
  const { busy, fault, apply } = useBatch(onDone);
  const rows = useMemo(() => ({ ...mapping, items: mapping.data?.phones ?? null }), [mapping]);
  const assign = (one: Assignment) =>
    apply({ put: draftsFor([one], [], agents) }, `${calledOf(one.phone)} is ${one.owner.name}’s phone now`);
  const columns = useMemo(
    () =>
      columnsWith((phone) => (
        <Suggested phone={phone} busy={busy} onAccept={(one) => void assign(one)} onChoose={setChoosing} />
      )),
    // Drawn anew when what the buttons do has changed
    [busy, agents],
  );
  // All is known: the table of agents is what the page is about.
  if (rows.items?.length === 0 && !rows.fault) return null;
  return (
    <section className="stack" aria-labelledby="stray-phones">
      <h2 id="stray-phones" className="section-title">
        Phones that belong to nobody yet
        <Help about="a phone that belongs to nobody">
          <p>
            It rang or dialled in a call, and no agent has it. Its calls pop on no screen and are logged under
            no agent.
          </p>
          <p>Give it to an agent; calls that are live pop at once.</p>
        </Help>
      </h2>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <DataTable
        label="Phones that belong to nobody yet"
        columns={columns}
        rows={rows}
        rowId={phoneId}
        sortParam="phones"
        empty={null}
      />
      {choosing && (
        <AssignDialog
          phone={choosing}
          agents={agents}
          crmUsers={mapping.data?.crmUsers ?? []}
          onAssign={assign}
          onClose={() => setChoosing(null)}
        />
      )}
    </section>
  );
}

function calledOf(phone: StrayPhone): string {
  return phone.name ?? phoneInWords(phone);
}

function columnsWith(suggested: Column<StrayPhone>['cell']): readonly Column<StrayPhone>[] {
  return [
    {
      id: 'phone',
      name: 'Phone',
      width: '2fr',
      minWidth: 180,
      sortBy: calledOf,
      cell: (phone) => (
        <div className="cell-two">
          <span className="foreign">{calledOf(phone)}</span>
          <span className="foreign">
            {phone.name && `${phoneInWords(phone)} · `}
            {phone.source}
          </span>
        </div>
      ),
    },
    {
      id: 'calls',
      name: 'Calls',
      width: 110,
      minWidth: 110,
      sortBy: ({ calls }) => calls,
      cell: ({ calls, lastSeenAt }) => (
        <div className="cell-two">
          <span>{count(calls, 'call')}</span>
          <span>
            <RelativeTime at={lastSeenAt} />
          </span>
        </div>
      ),
    },
    { id: 'suggestion', name: 'Who it may be', width: '3fr', minWidth: 320, cell: suggested },
  ];
}

function Suggested({
  phone,
  busy,
  onAccept,
  onChoose,
}: {
  phone: StrayPhone;
  busy: boolean;
  onAccept: (assignment: Assignment) => void;
  onChoose: (phone: StrayPhone) => void;
}) {
  const { suggestion } = phone;
  return (
    <div className="suggested">
      {suggestion ? (
        <div className="cell-two">
          <span className="foreign">
            {suggestion.owner.name}
            {suggestion.owner.crm && ` (${suggestion.owner.crm.connection})`}
          </span>
          <span className="foreign" title={suggestion.because}>
            {suggestion.because}
          </span>
        </div>
      ) : (
        <span className="soft">No suggestion</span>
      )}
      <div className="suggested-actions">
        {suggestion && (
          <Button busy={busy} onClick={() => onAccept({ phone, owner: suggestion.owner })}>
            Accept
          </Button>
        )}
        <Button look={suggestion ? 'quiet' : 'plain'} onClick={() => onChoose(phone)}>
          Choose…
        </Button>
      </div>
    </div>
  );
}
