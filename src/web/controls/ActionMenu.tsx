import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import './options.css';

export interface Action {
  text: string;
  onAction: () => void;
  /** Cannot be taken back, or takes something away. */
  danger?: boolean;
  isDisabled?: boolean;
}

/** Three dots, and behind them what can be done with one thing. */
export function ActionMenu({ label, actions }: { label: string; actions: readonly Action[] }) {
  return (
    <MenuTrigger>
      <Button className="button button-quiet button-icon" aria-label={label}>
        <Icon name="more" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="options">
          {actions.map(({ text, onAction, danger, isDisabled = false }) => (
            <MenuItem
              key={text}
              className="option"
              data-danger={danger}
              isDisabled={isDisabled}
              onAction={onAction}
            >
              {text}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
