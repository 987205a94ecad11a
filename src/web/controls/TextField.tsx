import type { HTMLInputTypeAttribute } from 'react';
import { Input, TextArea, TextField as Field } from 'react-aria-components';
import type { FieldProps } from './field.ts';
import { FieldFrame } from './FieldFrame.tsx';

interface Props extends FieldProps {
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  type?: HTMLInputTypeAttribute;
  placeholder?: string;
  maxLength?: number;
  pattern?: string;
  autoComplete?: string;
  autoFocus?: boolean;
  /** More than one line. */
  lines?: number;
  /** Letters of one width: keys, templates. */
  mono?: boolean;
}

export function TextField({ label, hint, lines, mono = false, placeholder, ...field }: Props) {
  const className = mono ? 'field-input mono' : 'field-input';
  const shown = placeholder === undefined ? {} : { placeholder };
  return (
    <Field {...field} className="field">
      <FieldFrame label={label} hint={hint} isRequired={field.isRequired}>
        {lines ? (
          <TextArea className={`${className} field-lines`} rows={lines} {...shown} />
        ) : (
          <Input className={className} {...shown} />
        )}
      </FieldFrame>
    </Field>
  );
}
