import { SwitchButton, SwitchField as Field, Text } from 'react-aria-components';
import type { FieldProps } from './field.ts';
import '../components/field.css';
import './switch.css';

type Props = Pick<FieldProps, 'label' | 'name' | 'hint' | 'isDisabled'> & {
  isSelected?: boolean;
  defaultSelected?: boolean;
  onChange?: (on: boolean) => void;
};

/** On or off. */
export function SwitchField({ label, hint, ...rest }: Props) {
  return (
    <Field {...rest} className="switch-field">
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden="true">
          <span className="switch-thumb" />
        </span>
        {label}
      </SwitchButton>
      {hint && (
        <Text slot="description" className="field-hint switch-hint">
          {hint}
        </Text>
      )}
    </Field>
  );
}
