import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import '../components/field.css';
import './controls.css';

/** Name above, help and faults below. Goes inside a React Aria field, which ties them together. */
export function FieldFrame({
  label,
  hint,
  isRequired = false,
  children,
}: {
  label: string;
  hint?: ReactNode;
  isRequired?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <>
      <Label className="field-label">
        {label}
        {!isRequired && <span className="field-optional"> (optional)</span>}
      </Label>
      {children}
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-fault" />
    </>
  );
}
