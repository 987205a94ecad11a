import type { ColumnType } from 'kysely';

/** A boolean, for both databases: 0 or 1. */
export type Flag = ColumnType<number, number, number>;
