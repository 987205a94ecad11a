import type { Kysely, Transaction } from 'kysely';

/** The book's own tables, as far as it needs to know the database. Times are epoch ms, flags 0 or 1. */
interface DirectoryTables {
  directory_contacts: {
    id: string;
    connection: string;
    name: string;
    company: string | null;
    deleted: number;
    origin: string;
    version: number;
    changed_at: number;
  };
  directory_phones: {
    contact_id: string;
    number: string;
    e164: string | null;
    label: string;
  };
  directory_activities: {
    id: string;
    connection: string;
    key: string;
    contact_id: string | null;
    started_at: number;
    activity_json: string;
  };
}

export type DirectoryDb = Kysely<DirectoryTables>;
export type DirectoryTrx = Transaction<DirectoryTables>;

/** Record types as the core and the pages see them. */
export const contactType = 'contact';
export const callType = 'call';
