import { Button, Group, Input, NumberField as Field } from 'react-aria-components';
import type { FieldProps } from './field.ts';
import { FieldFrame } from './FieldFrame.tsx';

interface Props extends FieldProps {
  /** NaN: empty. */
  value?: number;
  defaultValue?: number;
  onChange?: (value: number) => void;
  minValue?: number;
  maxValue?: number;
  step?: number;
  /** `{ style: 'unit', unit: 'day' }` … */
  formatOptions?: Intl.NumberFormatOptions;
}

export function NumberField({ label, hint, ...field }: Props) {
  return (
    <Field {...field} className="field">
      <FieldFrame label={label} hint={hint} isRequired={field.isRequired}>
        <Group className="number-field">
          <Input className="field-input" />
          <Button slot="decrement" className="number-field-step">
            −
          </Button>
          <Button slot="increment" className="number-field-step">
            +
          </Button>
        </Group>
      </FieldFrame>
    </Field>
  );
}
