import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import './field.css';

interface Frame {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it, from the server or the page. */
  fault?: string | undefined;
}

export function TextField({ label, hint, fault, ...input }: Frame & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} fault={fault}>
      <input id={id} className="field-input" {...describedBy(id, fault, hint)} {...input} />
    </FieldFrame>
  );
}

export function SelectField({
  label,
  hint,
  fault,
  children,
  ...select
}: Frame & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} fault={fault}>
      <select id={id} className="field-input" {...describedBy(id, fault, hint)} {...select}>
        {children}
      </select>
    </FieldFrame>
  );
}

function FieldFrame({ id, label, hint, fault, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && !fault && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {fault && (
        <p id={`${id}-fault`} className="field-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, fault: string | undefined, hint: ReactNode) {
  if (fault) return { 'aria-invalid': true, 'aria-describedby': `${id}-fault` };
  return hint ? { 'aria-describedby': `${id}-hint` } : {};
}
