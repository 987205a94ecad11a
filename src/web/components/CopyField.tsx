import { CopyButton } from './CopyButton.tsx';
import './copy-field.css';

/** Text to take elsewhere: a webhook address, a command line. */
export function CopyField({
  label,
  text,
  lines = false,
}: {
  label: string;
  text: string;
  /** Wrap over several lines instead of scrolling sideways. */
  lines?: boolean;
}) {
  return (
    <div className="copy-field">
      <span className="copy-field-label">{label}</span>
      <div className="copy-field-row">
        <code className={lines ? 'copy-field-text copy-field-lines' : 'copy-field-text'} tabIndex={0}>
          {text}
        </code>
        <CopyButton text={text} what={label} />
      </div>
    </div>
  );
}
