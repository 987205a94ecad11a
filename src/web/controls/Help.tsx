import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import './options.css';

/** A question mark that explains; by touch and keyboard too. */
export function Help({ about, children }: { about: string; children: ReactNode }) {
  return (
    <DialogTrigger>
      <Button className="help-button" aria-label={`What is ${about}?`}>
        <Icon name="help" size={16} />
      </Button>
      <Popover className="popover help" placement="top">
        <Dialog className="help-text" aria-label={about}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
