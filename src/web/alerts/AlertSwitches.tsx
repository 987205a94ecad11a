import { useSyncExternalStore } from 'react';
import { Button, IconButton } from '../components/Button.tsx';
import { noticeSetting, noticeState } from './notifications.ts';
import { ringTone, toneSetting } from './ring-tone.ts';

/** Notifications and tone; both only ever turned on by a click. */
export default function AlertSwitches() {
  return (
    <>
      <NotificationSwitch />
      <ToneSwitch />
    </>
  );
}

function NotificationSwitch() {
  const state = useSyncExternalStore(noticeSetting.subscribe, noticeState);
  switch (state) {
    case 'unsupported':
      return null;
    case 'not-asked':
      return (
        <Button icon="bell" onClick={() => void noticeSetting.ask()}>
          <span className="notify-text">Notify me</span>
        </Button>
      );
    case 'blocked':
      return (
        <IconButton icon="bellOff" label="Notifications are blocked in the browser’s settings" disabled />
      );
    case 'on':
      return (
        <IconButton
          icon="bell"
          label="Notifications are on. Turn off"
          onClick={() => noticeSetting.set(false)}
        />
      );
    case 'off':
      return (
        <IconButton
          icon="bellOff"
          label="Notifications are off. Turn on"
          onClick={() => noticeSetting.set(true)}
        />
      );
  }
}

function ToneSwitch() {
  const on = useSyncExternalStore(toneSetting.subscribe, toneSetting.get) === 'on';
  const toggle = () => {
    toneSetting.set(on ? 'off' : 'on');
    if (!on) ringTone.sample();
  };
  return (
    <IconButton
      icon={on ? 'volume' : 'volumeOff'}
      label={on ? 'Ring tone is on. Turn off' : 'Ring tone is off. Turn on'}
      onClick={toggle}
    />
  );
}
