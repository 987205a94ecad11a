import { type KeyboardEvent, useState } from 'react';
import { Button, Input, Tag, TagGroup, TagList, TextField } from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import type { FieldProps } from './field.ts';
import { FieldFrame } from './FieldFrame.tsx';
import './tag-field.css';

interface Props extends FieldProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  placeholder?: string;
}

/** Several short texts, such as phone numbers: Enter or a comma takes one in, so does leaving the field. */
export function TagField({ label, hint, value, onChange, placeholder, ...field }: Props) {
  const [text, setText] = useState('');

  const take = (typed: string) => {
    const parts = typed.split(/[,;\n]/).map((part) => part.trim());
    const fresh = parts.filter((part, at) => part && !value.includes(part) && parts.indexOf(part) === at);
    if (fresh.length > 0) onChange([...value, ...fresh]);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && text === '') onChange(value.slice(0, -1));
    if (event.key !== 'Enter' || text.trim() === '') return;
    event.preventDefault();
    take(text);
  };
  return (
    <div className="tag-field">
      <TextField
        {...field}
        // What was taken in is no longer in the box, which the browser looks at.
        isRequired={field.isRequired === true && value.length === 0}
        className="field"
        value={text}
        onChange={(next) => (/[,;\n]/.test(next) ? take(next) : setText(next))}
        onBlur={() => take(text)}
      >
        <FieldFrame label={label} hint={hint} isRequired={field.isRequired}>
          <Input
            className="field-input"
            onKeyDown={onKeyDown}
            {...(placeholder !== undefined && { placeholder })}
          />
        </FieldFrame>
      </TextField>
      {value.length > 0 && (
        <TagGroup aria-label={label} onRemove={(keys) => onChange(value.filter((one) => !keys.has(one)))}>
          <TagList className="tags">
            {value.map((one) => (
              <Tag key={one} id={one} textValue={one} className="tag">
                <span className="foreign">{one}</span>
                <Button slot="remove" className="tag-remove" aria-label={`Take ${one} away`}>
                  <Icon name="close" size={12} />
                </Button>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
    </div>
  );
}
