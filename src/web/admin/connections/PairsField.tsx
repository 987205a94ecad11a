import { useState } from 'react';
import { Button, IconButton } from '../../components/Button.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { asRecord, type FieldOfSchema } from './schema.ts';

/** A table of names and texts, such as our outcomes and the CRM's. */
export function PairsField({ schema, title, path, value, isDisabled, onChange }: FieldOfSchema) {
  const [pairs, setPairs] = useState(() =>
    Object.entries(asRecord(value)).map(([name, text]) => ({ name, text: String(text) })),
  );
  const change = (next: typeof pairs) => {
    setPairs(next);
    const filled = next.filter(({ name, text }) => name && text);
    onChange(
      filled.length === 0 ? undefined : Object.fromEntries(filled.map(({ name, text }) => [name, text])),
    );
  };
  const set = (at: number, part: Partial<(typeof pairs)[number]>) =>
    change(pairs.map((pair, index) => (index === at ? { ...pair, ...part } : pair)));
  return (
    <fieldset className="settings-part">
      <legend>{title}</legend>
      {schema.description && <p className="field-hint">{schema.description}</p>}
      {pairs.map(({ name, text }, at) => (
        <div key={at} className="pair-row">
          <TextField
            label="From"
            isRequired
            isDisabled={isDisabled}
            value={name}
            onChange={(next) => set(at, { name: next })}
          />
          <TextField
            label="To"
            name={[...path, name].join('.')}
            isRequired
            isDisabled={isDisabled}
            value={text}
            onChange={(next) => set(at, { text: next })}
          />
          <IconButton
            icon="close"
            label={`Take ${name || 'this row'} away`}
            onClick={() => change(pairs.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {!isDisabled && (
        <div>
          <Button onClick={() => setPairs([...pairs, { name: '', text: '' }])}>Add a row</Button>
        </div>
      )}
    </fieldset>
  );
}
