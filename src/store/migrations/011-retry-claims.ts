import type { Migration } from './migration.ts';

/** One of several processes works off a retry: it holds it for a while, and another takes over when that is past. */
export const retryClaims: Migration = {
  name: '011-retry-claims',
  statements: () => [
    `ALTER TABLE retries ADD COLUMN claimed_by text`,
    `ALTER TABLE retries ADD COLUMN claimed_until bigint`,
  ],
};
