import { type SubmitEvent, useMemo, useState } from 'react';
import type { Source } from '../../api/admin.ts';
import { admin, type DialectInfo, type SourceInput } from '../api/admin-endpoints.ts';
import { useAction } from '../api/use-action.ts';
import { Button } from '../components/Button.tsx';
import { SelectField, TextField } from '../components/Field.tsx';
import { Notice } from '../components/Notice.tsx';
import { countries, likelyCountry } from '../format/countries.ts';

/** Asks for a phone system: which product, which country, and the company's own numbers. */
export function SourceForm({
  dialects,
  onAdded,
}: {
  dialects: readonly DialectInfo[];
  onAdded: (source: Source) => void;
}) {
  const [draft, setDraft] = useState(() => emptyDraft(dialects));
  const { busy, fault, run } = useAction();
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(async () => onAdded(await admin.addSource(toInput(draft))));
  };
  return (
    <form className="form" onSubmit={submit}>
      {fault && <Notice tone="bad">{fault.message}</Notice>}
      <div className="form-pair">
        <SelectField
          label="Phone system"
          value={draft.dialect}
          fault={fault?.fields['dialect']}
          onChange={(event) => change({ dialect: event.target.value })}
        >
          {dialects.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </SelectField>
        <CountryField
          value={draft.country}
          fault={fault?.fields['country']}
          onChange={(country) => change({ country })}
        />
      </div>
      <TextField
        label="Name"
        hint="Short, for this phone system: letters, digits, hyphens."
        required
        maxLength={40}
        pattern="[a-z0-9][a-z0-9\-]*"
        value={draft.name}
        fault={fault?.fields['name']}
        onChange={(event) => change({ name: event.target.value })}
      />
      <TextField
        label="Your own numbers (optional)"
        hint="With commas between them. They are never taken for a caller."
        placeholder="+420 591 166 200, +420 591 166 201"
        value={draft.ownNumbers}
        fault={fault?.fields['ownNumbers']}
        onChange={(event) => change({ ownNumbers: event.target.value })}
      />
      <Button look="primary" type="submit" busy={busy}>
        Add the phone system
      </Button>
    </form>
  );
}

function CountryField(props: { value: string; fault: string | undefined; onChange: (code: string) => void }) {
  const all = useMemo(() => countries(), []);
  return (
    <SelectField
      label="Country"
      hint="Numbers without a country code are read as this country’s."
      value={props.value}
      fault={props.fault}
      onChange={(event) => props.onChange(event.target.value)}
    >
      {all.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function emptyDraft(dialects: readonly DialectInfo[]) {
  return {
    name: 'office',
    dialect: dialects[0]?.name ?? '',
    country: likelyCountry(navigator.language),
    ownNumbers: '',
  };
}

function toInput(draft: ReturnType<typeof emptyDraft>): SourceInput {
  const ownNumbers = draft.ownNumbers
    .split(/[,;\n]/)
    .map((number) => number.trim())
    .filter(Boolean);
  return { ...draft, name: draft.name.trim(), ownNumbers };
}
