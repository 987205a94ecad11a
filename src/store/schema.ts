import type { Insertable, Selectable } from 'kysely';
import type { CallTables } from './call-tables.ts';
import type { CrmTables } from './crm-tables.ts';
import type { OperationsTables } from './operations-tables.ts';
import type { PeopleTables } from './people-tables.ts';

/**
 * Every table, for both databases. Times are epoch milliseconds, booleans 0 or 1, `*_json` JSON text,
 * `*_sealed` text encrypted with the installation's key (`platform/seal.ts`).
 */
export interface Schema extends CallTables, CrmTables, PeopleTables, OperationsTables {}

export type Row<T extends keyof Schema> = Selectable<Schema[T]>;
export type NewRow<T extends keyof Schema> = Insertable<Schema[T]>;
