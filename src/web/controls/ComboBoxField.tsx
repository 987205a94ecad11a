import { Button, ComboBox, Group, Input, Popover } from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import type { FieldProps } from './field.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { type Option, OptionList } from './options.tsx';

interface Props extends FieldProps {
  options: readonly Option[];
  value: string | null;
  onChange: (id: string | null) => void;
  placeholder?: string;
  /** What the list says when nothing fits. */
  empty?: string;
}

/** Many things to choose from: type a part of the name. */
export function ComboBoxField({
  label,
  hint,
  options,
  value,
  onChange,
  placeholder,
  empty,
  ...field
}: Props) {
  return (
    <ComboBox
      {...field}
      className="field"
      defaultItems={options}
      value={value}
      onChange={(key) => onChange(key === null ? null : String(key))}
      formValue="key"
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <FieldFrame label={label} hint={hint} isRequired={field.isRequired}>
        <Group className="combo-box">
          <Input className="field-input" {...(placeholder !== undefined && { placeholder })} />
          <Button className="combo-box-button" aria-label={`Show all: ${label}`}>
            <Icon name="chevronDown" size={16} />
          </Button>
        </Group>
      </FieldFrame>
      <Popover className="popover">
        <OptionList {...(empty !== undefined && { empty })} />
      </Popover>
    </ComboBox>
  );
}
