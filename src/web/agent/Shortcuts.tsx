import { useSyncExternalStore } from 'react';
import { Dialog } from '../components/Dialog.tsx';
import './shortcuts.css';
import { shortcuts, shortcutSetting } from './use-shortcuts.ts';

export default function Shortcuts({ onClose }: { onClose: () => void }) {
  const on = useSyncExternalStore(shortcutSetting.subscribe, shortcutSetting.get) === 'on';
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="shortcuts">
        {shortcuts.map(({ key, does }) => (
          <div key={key} className="shortcut">
            <dt>
              <kbd>{key.toUpperCase()}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        <div className="shortcut">
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>On a call: open the caller’s record</dd>
        </div>
        <div className="shortcut">
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>In a note: back to the call</dd>
        </div>
      </dl>
      <label className="cluster">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => shortcutSetting.set(event.target.checked ? 'on' : 'off')}
        />
        Use single-key shortcuts
      </label>
    </Dialog>
  );
}
