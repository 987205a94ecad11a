import type { ReactNode } from 'react';

/** What every field has. */
export interface FieldProps {
  label: string;
  /** The field's name in the API: its faults are shown here. */
  name?: string;
  hint?: ReactNode;
  isRequired?: boolean;
  isDisabled?: boolean;
}
