import { type ReactNode, type SyntheticEvent, useLayoutEffect, useRef, useState } from 'react';
import { Form as AriaForm } from 'react-aria-components';
import type { ApiFault } from '../api/fault.ts';
import { Notice } from '../components/Notice.tsx';

/**
 * A form whose server faults stand at the fields they name (`name` of the field is the fault's `field`); a fault
 * without such a field, and the message itself, stand above all.
 */
export function Form({
  fault,
  onSubmit,
  children,
}: {
  fault: ApiFault | null;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [elsewhere, setElsewhere] = useState<string[]>([]);
  const [atFields, setAtFields] = useState<Record<string, string>>({});

  useLayoutEffect(() => {
    const fields = form.current?.elements;
    const faults = Object.entries(fault?.fields ?? {});
    setAtFields(fault?.fields ?? {});
    setElsewhere(
      faults.flatMap(([field, message]) => (fields?.namedItem(field) ? [] : [`${field}: ${message}`])),
    );
  }, [fault]);

  // As soon as one types, not when the field is left: then the button would move away from under the pointer.
  const mend = ({ target }: SyntheticEvent) => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
    if (!(target.name in atFields)) return;
    const { [target.name]: _, ...others } = atFields;
    setAtFields(others);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <AriaForm ref={form} onSubmit={submit} validationErrors={atFields}>
      <div className="form" onInput={mend}>
        {fault && (
          <Notice tone="bad">
            {fault.message}
            {elsewhere.map((text) => text !== fault.message && <p key={text}>{text}</p>)}
          </Notice>
        )}
        {children}
      </div>
    </AriaForm>
  );
}
