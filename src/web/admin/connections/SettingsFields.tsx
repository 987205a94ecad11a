import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon.tsx';
import { SelectField } from '../../controls/SelectField.tsx';
import {
  asRecord,
  alternativeOf,
  byNeed,
  constantsOf,
  type Schema,
  titleOf,
  type FieldOfSchema,
} from './schema.ts';
import { SimpleField } from './SimpleField.tsx';

type Props = FieldOfSchema;

/** The fields of a connector's settings, as its schema describes them. What has a good value already is folded away. */
export function SettingsFields(props: Omit<Props, 'title' | 'isRequired'>) {
  const { first, more } = byNeed(props.schema);
  const drawn = (list: typeof first) => list.map(([name, schema]) => fieldIn(props, name, schema));
  return (
    <>
      {drawn(first)}
      {more.length > 0 && (
        <details className="more-settings">
          <summary>
            <Icon name="chevronDown" size={16} />
            More settings, which have good values already
          </summary>
          <div className="form">{drawn(more)}</div>
        </details>
      )}
    </>
  );
}

function fieldIn(props: Omit<Props, 'title' | 'isRequired'>, name: string, schema: Schema): ReactNode {
  const value = asRecord(props.value);
  const { [name]: own, ...others } = value;
  return (
    <SchemaField
      key={name}
      {...props}
      schema={schema}
      title={titleOf(name, schema)}
      isRequired={props.schema.required.has(name) && schema.default === undefined}
      path={[...props.path, name]}
      value={own}
      onChange={(next) => props.onChange(next === undefined ? others : { ...value, [name]: next })}
    />
  );
}

function SchemaField(props: Props) {
  const { schema } = props;
  if (schema.const !== undefined) return null;
  if (schema.alternatives.length > 0) return <Alternatives {...props} />;
  if (schema.keys || schema.properties.length > 0) {
    return (
      <Part title={props.title} about={schema.description}>
        {schema.keys ? <KeyedFields {...props} keys={schema.keys} /> : <Inner {...props} />}
      </Part>
    );
  }
  return <SimpleField {...props} />;
}

/** One of several shapes, told apart by a constant: the way of signing in. */
function Alternatives(props: Props) {
  const { schema, title, value, path, onChange, isDisabled } = props;
  const chosen = alternativeOf(schema, value);
  if (!chosen) return null;
  const id = JSON.stringify(constantsOf(chosen));
  const options = schema.alternatives.map((one) => ({
    id: JSON.stringify(constantsOf(one)),
    name: one.title ?? Object.values(constantsOf(one)).join(', '),
    about: one.description ?? undefined,
  }));
  const choose = (next: string) => {
    const other = schema.alternatives.find((one) => JSON.stringify(constantsOf(one)) === next);
    if (other) onChange(constantsOf(other));
  };
  return (
    <Part title={title} about={schema.description}>
      <SelectField
        label="How"
        name={path.join('.')}
        isRequired
        isDisabled={isDisabled}
        hint={chosen.description}
        options={options}
        value={id}
        onChange={choose}
      />
      <Inner
        {...props}
        schema={chosen}
        onChange={(next) => onChange({ ...constantsOf(chosen), ...asRecord(next) })}
      />
    </Part>
  );
}

function Inner(props: Props) {
  return <>{props.schema.properties.map(([name, schema]) => fieldIn(props, name, schema))}</>;
}

/** A table whose names are known: the field map. */
function KeyedFields({ keys, ...props }: Props & { keys: string[] }) {
  const inner = props.schema.values;
  if (!inner) return null;
  return <div className="form-pair">{keys.map((name) => fieldIn(props, name, inner))}</div>;
}

function Part({ title, about, children }: { title: string; about: string | null; children: ReactNode }) {
  return (
    <fieldset className="settings-part">
      <legend>{title}</legend>
      {about && <p className="field-hint">{about}</p>}
      {children}
    </fieldset>
  );
}
