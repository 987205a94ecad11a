import type { Migration } from './migration.ts';

/** Two people with one number: which of them a write was about whose answer was lost. */
export const newCallerNames: Migration = {
  name: '012-new-caller-names',
  statements: () => [`ALTER TABLE new_callers ADD COLUMN name text`],
};
