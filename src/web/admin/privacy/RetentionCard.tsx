import { useState } from 'react';
import type { Retention, RetentionState } from '../../../api/privacy.ts';
import { privacyApi } from '../../api/operations-endpoints.ts';
import { useAction } from '../../api/use-action.ts';
import { useResource } from '../../api/use-resource.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { TimeOfDay } from '../../components/Time.tsx';
import { Confirm } from '../../controls/Dialog.tsx';
import { Form } from '../../controls/Form.tsx';
import { NumberField } from '../../controls/NumberField.tsx';
import { toast } from '../../controls/toast.tsx';

export function RetentionCard() {
  const resource = useResource(privacyApi.retention);
  return (
    <Card title="How long things are kept">
      <Loaded resource={resource} lines={5}>
        {(state) => <RetentionForm key={state.changedAt} state={state} onSaved={resource.reload} />}
      </Loaded>
    </Card>
  );
}

const inDays: Intl.NumberFormatOptions = { style: 'unit', unit: 'day', unitDisplay: 'long' };
/** An empty field is no bound. */
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

function RetentionForm({ state, onSaved }: { state: RetentionState; onSaved: () => void }) {
  const { journalDays, journalRows, personalDays, callDays } = state;
  const [wanted, setWanted] = useState<Retention>({ journalDays, journalRows, personalDays, callDays });
  const [asking, setAsking] = useState(false);
  const { busy, fault, run } = useAction();
  const set = (change: Partial<Retention>) => setWanted((before) => ({ ...before, ...change }));
  const save = async () => {
    if (!(await run(() => privacyApi.setRetention(wanted)))) return;
    toast('Saved. What is older is removed within minutes');
    onSaved();
  };
  return (
    <Form fault={fault} onSubmit={() => (isShorter(state, wanted) ? setAsking(true) : void save())}>
      <Fields held={state.held} wanted={wanted} set={set} />
      <div className="cluster">
        <Button look="primary" type="submit" busy={busy}>
          Save
        </Button>
        <span className="soft small foreign">
          <ChangedBy state={state} />
        </span>
      </div>
      {asking && (
        <Confirm
          title="Remove what is older?"
          confirm="Save and remove"
          work={save}
          onClose={() => setAsking(false)}
        >
          <p>Some of this is shorter than before. What is older is removed within minutes, for good.</p>
        </Confirm>
      )}
    </Form>
  );
}

function Fields({
  held,
  wanted,
  set,
}: {
  held: RetentionState['held'];
  wanted: Retention;
  set: (change: Partial<Retention>) => void;
}) {
  const days = { minValue: 1, maxValue: 3_650, formatOptions: inDays };
  return (
    <div className="privacy-fields">
      <NumberField
        {...days}
        label="Journal, in days"
        name="journalDays"
        isRequired
        value={wanted.journalDays}
        onChange={(journalDays) => set({ journalDays })}
        hint="Webhooks as they came. Events of calls that go on stay."
      />
      <NumberField
        label="Journal, at most so many entries"
        name="journalRows"
        isRequired
        minValue={10_000}
        maxValue={50_000_000}
        step={10_000}
        value={wanted.journalRows}
        onChange={(journalRows) => set({ journalRows })}
        hint={`About 1 kB each. There are about ${figure(held.journalRows)}.`}
      />
      <NumberField
        {...days}
        label="Names, numbers and notes, in days"
        name="personalDays"
        value={wanted.personalDays ?? Number.NaN}
        onChange={(value) => set({ personalDays: orNull(value) })}
        hint="After this a call is kept without the person. Empty: as long as the call."
      />
      <NumberField
        {...days}
        label="Calls, in days"
        name="callDays"
        value={wanted.callDays ?? Number.NaN}
        onChange={(value) => set({ callDays: orNull(value) })}
        hint={`Calls and what became of them. Empty: for ever. There are ${figure(held.calls)}.`}
      />
    </div>
  );
}

const figure = (value: number): string => new Intl.NumberFormat().format(value);

function ChangedBy({ state: { changedAt, changedBy } }: { state: RetentionState }) {
  if (changedAt === null) return 'These are the defaults of config/default.yaml.';
  return (
    <>
      Set by {changedBy ?? 'somebody'}, <TimeOfDay at={changedAt} />
    </>
  );
}

function isShorter(before: Retention, after: Retention): boolean {
  const names = ['journalDays', 'journalRows', 'personalDays', 'callDays'] as const;
  return names.some((name) => (after[name] ?? Infinity) < (before[name] ?? Infinity));
}
