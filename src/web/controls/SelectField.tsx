import type { ReactElement } from 'react';
import {
  Button,
  ListBox,
  ListLayout,
  Popover,
  Select,
  SelectValue,
  Virtualizer,
} from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import type { FieldProps } from './field.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { optionItem, type Option } from './options.tsx';
import './options.css';

interface Props extends FieldProps {
  options: readonly Option[];
  value?: string | null;
  defaultValue?: string;
  onChange?: (id: string) => void;
  placeholder?: string;
}

/** Of longer lists only what is in view is drawn. */
const mostDrawn = 50;
const layout = { estimatedRowSize: 40 };

/** Few things to choose from; for many there is `ComboBoxField`. */
export function SelectField({
  label,
  hint,
  options,
  value,
  defaultValue,
  onChange,
  placeholder,
  ...field
}: Props) {
  return (
    <Select
      {...field}
      className="field"
      placeholder={placeholder ?? 'Choose…'}
      {...(value !== undefined && { value })}
      {...(defaultValue !== undefined && { defaultValue })}
      onChange={(key) => key !== null && onChange?.(String(key))}
    >
      <FieldFrame label={label} hint={hint} isRequired={field.isRequired}>
        <Button className="field-input select-button">
          <SelectValue className="select-value one-line">
            {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
          </SelectValue>
          <Icon name="chevronDown" size={16} />
        </Button>
      </FieldFrame>
      <Popover className="popover">
        <Drawn all={options.length <= mostDrawn}>
          <ListBox className="options" items={options}>
            {optionItem}
          </ListBox>
        </Drawn>
      </Popover>
    </Select>
  );
}

function Drawn({ all, children }: { all: boolean; children: ReactElement }) {
  if (all) return children;
  return (
    <Virtualizer layout={ListLayout} layoutOptions={layout}>
      {children}
    </Virtualizer>
  );
}
