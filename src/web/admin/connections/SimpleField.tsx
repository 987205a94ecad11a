import { NumberField } from '../../controls/NumberField.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import { SwitchField } from '../../controls/SwitchField.tsx';
import { TagField } from '../../controls/TagField.tsx';
import { TextField } from '../../controls/TextField.tsx';
import { PairsField } from './PairsField.tsx';
import { type FieldOfSchema, texts } from './schema.ts';
import { SecretField } from './SecretField.tsx';

/** The field for one value: text, secret, number, switch, choice, list, table. */
export function SimpleField(props: FieldOfSchema) {
  if (props.schema.writeOnly) return <SecretField {...props} />;
  if (props.schema.values) return <PairsField {...props} />;
  return <ValueField {...props} />;
}

function ValueField(props: FieldOfSchema) {
  const { schema, value, onChange } = props;
  const field = fieldOf(props);
  if (schema.choices) {
    const options = schema.choices.map((id) => ({ id, name: id }));
    return <SelectField {...field} options={options} value={asText(orDefault(props))} onChange={onChange} />;
  }
  switch (schema.type) {
    case 'boolean':
      return <SwitchField {...field} isSelected={orDefault(props) === true} onChange={onChange} />;
    case 'number':
    case 'integer':
      return <AmountField {...props} />;
    case 'array':
      return <TagField {...field} value={texts(value) ?? []} onChange={onChange} />;
    default:
      return (
        <TextField
          {...field}
          value={asText(value)}
          placeholder={asText(schema.default)}
          onChange={(text) => onChange(text || undefined)}
        />
      );
  }
}

function AmountField(props: FieldOfSchema) {
  const { schema, onChange } = props;
  const value = orDefault(props);
  return (
    <NumberField
      {...fieldOf(props)}
      value={typeof value === 'number' ? value : Number.NaN}
      minValue={schema.minimum ?? undefined}
      maxValue={schema.maximum ?? undefined}
      onChange={(next) => onChange(Number.isNaN(next) ? undefined : next)}
    />
  );
}

function fieldOf({ title, path, schema, isRequired, isDisabled }: FieldOfSchema) {
  return { label: title, name: path.join('.'), hint: schema.description, isRequired, isDisabled };
}

function orDefault({ value, schema }: FieldOfSchema): unknown {
  return value ?? schema.default;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
