import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';
import { Icon } from './Icon.tsx';
import './button.css';

/** Copies, and says that it did. `what` names the text for those who cannot see it: "Copy the webhook URL". */
export function CopyButton({ text, what, short = false }: { text: string; what: string; short?: boolean }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');

  useEffect(() => {
    if (state === 'idle') return;
    const timer = window.setTimeout(() => setState('idle'), 2500);
    return () => window.clearTimeout(timer);
  }, [state]);

  const copy = () => {
    copyText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const words = { idle: 'Copy', copied: 'Copied', failed: 'Select it and copy' }[state];
  return (
    <button
      type="button"
      className={`button button-${short ? 'quiet' : 'plain'} ${short ? 'button-icon' : ''}`}
      onClick={copy}
      aria-label={state === 'idle' ? `Copy ${what}` : words}
      title={short ? words : undefined}
    >
      <Icon name={state === 'copied' ? 'check' : 'copy'} />
      {!short && words}
      <span className="for-screen-readers" role="status">
        {state === 'idle' ? '' : words}
      </span>
    </button>
  );
}
