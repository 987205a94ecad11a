import { Button } from '../../components/Button.tsx';
import { TextField } from '../../controls/TextField.tsx';
import type { FieldOfSchema } from './schema.ts';

/** A secret goes in and never comes out: one that is stored can be replaced or taken away. */
export function SecretField(props: FieldOfSchema) {
  const { schema, title, path, value, isRequired, isDisabled, secrets, onChange } = props;
  const isStored = secrets.has(path.slice(1).join('.'));
  const isGoing = value === null;
  const mayGo = !isRequired && !isDisabled;
  return (
    <div className="secret-field">
      <TextField
        label={title}
        name={path.join('.')}
        hint={isStored ? wordsForStored(isGoing) : schema.description}
        isRequired={isRequired && !isStored}
        isDisabled={isDisabled || isGoing}
        autoComplete="off"
        mono
        {...lookOf(schema)}
        value={typeof value === 'string' ? value : ''}
        placeholder={isStored ? '••••••••' : ''}
        onChange={(text) => onChange(text === '' ? undefined : text)}
      />
      {isStored && mayGo && (
        <Button look="quiet" onClick={() => onChange(isGoing ? undefined : null)}>
          {isGoing ? 'Keep it' : 'Take it away'}
        </Button>
      )}
    </div>
  );
}

function wordsForStored(isGoing: boolean): string {
  return isGoing ? 'Will be taken away when you save.' : 'Is set. Leave it empty to keep it.';
}

/** Keys in PEM have many lines, and one pastes them. */
function lookOf({ description }: FieldOfSchema['schema']): { lines: number } | { type: 'password' } {
  return description?.includes('PEM') ? { lines: 4 } : { type: 'password' };
}
