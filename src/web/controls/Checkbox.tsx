import { CheckboxButton, CheckboxField } from 'react-aria-components';
import type { ReactNode } from 'react';
import { Icon } from '../components/Icon.tsx';
import './checkbox.css';

/** `slot="selection"` in tables: it selects its row, or all of them. */
export function Checkbox({
  children,
  ...rest
}: {
  slot?: 'selection';
  name?: string;
  isSelected?: boolean;
  defaultSelected?: boolean;
  isDisabled?: boolean;
  onChange?: (selected: boolean) => void;
  children?: ReactNode;
}) {
  return (
    <CheckboxField {...rest}>
      <CheckboxButton className="checkbox">
        {({ isSelected, isIndeterminate }) => (
          <>
            <span className="checkbox-box" aria-hidden="true">
              {isIndeterminate ? (
                <span className="checkbox-some" />
              ) : (
                isSelected && <Icon name="check" size={14} />
              )}
            </span>
            {children}
          </>
        )}
      </CheckboxButton>
    </CheckboxField>
  );
}
