import { type SyntheticEvent, useState } from 'react';
import type { PersonBody } from '../../../api/agent.ts';
import type { Pop } from '../../../api/call.ts';
import { calls } from '../../api/endpoints.ts';
import type { ApiFault } from '../../api/fault.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/Button.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { createSetting } from '../../shell/setting.ts';
import { panelStore } from '../../stream/panel-store.ts';
import { useOffers } from '../use-offers.ts';
import './new-person.css';

/** Most agents put new people into the same place each time. */
const lastPlace = createSetting('ringside.new-person', '');

/** Writes an unknown caller down: what the phone system said is filled in already. */
export default function NewPerson({ pop }: { pop: Pop }) {
  const places = useOffers()?.newPeople ?? [];
  return places.length === 0 ? null : <PersonForm pop={pop} places={places} />;
}

function PersonForm({ pop, places }: { pop: Pop; places: readonly string[] }) {
  const [person, setPerson] = useState<PersonBody>(() => prefilled(pop));
  const { busy, fault, run } = useAction();
  const connection = person.connection ?? places.find((one) => one === lastPlace.get()) ?? places[0] ?? '';
  const faults = fault?.fields ?? {};
  const change = (part: Partial<PersonBody>) => setPerson({ ...person, ...part });
  const create = (event: SyntheticEvent) => {
    event.preventDefault();
    lastPlace.set(connection);
    void run(async () => {
      const changed = await calls.createPerson(pop.id, { ...person, connection });
      panelStore.apply({ type: 'changed', pop: changed });
    });
  };

  return (
    <form className="new-person" aria-label="Write this caller down" onSubmit={create}>
      <TextField
        label="Name"
        required
        maxLength={200}
        autoComplete="off"
        value={person.name}
        fault={faults['name']}
        onChange={(event) => change({ name: event.target.value })}
      />
      <div className="new-person-do">
        <Button type="submit" look="primary" busy={busy}>
          {person.type === 'lead' ? 'Create lead' : 'Create contact'}
        </Button>
        {places.length > 1 && <span className="records-note foreign">in {connection}</span>}
      </div>
      {fault && (
        <p className="choice-fault" role="alert">
          Not created: {fault.message}
        </p>
      )}
      <More person={person} places={places} connection={connection} faults={faults} onChange={change} />
    </form>
  );
}

function More({
  person,
  places,
  connection,
  faults,
  onChange,
}: {
  person: PersonBody;
  places: readonly string[];
  connection: string;
  faults: ApiFault['fields'];
  onChange: (part: Partial<PersonBody>) => void;
}) {
  return (
    <details>
      <summary>More</summary>
      <div className="new-person-more">
        <SelectField
          label="As"
          value={person.type}
          onChange={(event) => onChange({ type: event.target.value === 'lead' ? 'lead' : 'contact' })}
        >
          <option value="contact">Contact</option>
          <option value="lead">Lead</option>
        </SelectField>
        {places.length > 1 && (
          <SelectField
            label="In"
            value={connection}
            onChange={(event) => onChange({ connection: event.target.value })}
          >
            {places.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </SelectField>
        )}
        <TextField
          label="Company"
          maxLength={200}
          autoComplete="off"
          value={person.company ?? ''}
          onChange={(event) => onChange({ company: event.target.value || null })}
        />
        <TextField
          label="E-mail address"
          type="email"
          maxLength={254}
          autoComplete="off"
          value={person.email ?? ''}
          fault={faults['email']}
          onChange={(event) => onChange({ email: event.target.value || null })}
        />
      </div>
    </details>
  );
}

function prefilled({ lead, customer }: Pop): PersonBody {
  const type = lead ? 'lead' : 'contact';
  return { type, name: lead?.name ?? customer.name ?? '', company: null, email: null };
}
