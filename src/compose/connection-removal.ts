import type { Agents } from '../agents/agents.ts';
import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import type { Standings } from '../crm/standing.ts';
import { forgetNumbers, restartMirror } from '../lookup/mirror-rows.ts';
import type { Db } from '../store/database.ts';

/** The contact books that Ringside keeps itself, by the connection's name; a CRM elsewhere has nothing here. */
export interface OwnBooks {
  sizeOf(connection: string): Promise<{ contacts: number; calls: number }>;
  remove(connection: string): Promise<void>;
}

/** What would go with a connection, in sentences. */
export async function whatIsLost(
  { db, standings, books }: { db: Db; standings: Standings; books: Pick<OwnBooks, 'sizeOf'> },
  { id, name }: Connection,
): Promise<string[]> {
  const { waiting, dead, mirror } = await standings.of(id);
  const book = await books.sizeOf(name);
  const isHere = book.contacts + book.calls > 0;
  const { agents } = await db
    .selectFrom('agent_crm_users')
    .select(({ fn }) => fn.countAll<number>().as('agents'))
    .where('connection_id', '=', id)
    .executeTakeFirstOrThrow();
  const { choices } = await db
    .selectFrom('chosen_matches')
    .select(({ fn }) => fn.countAll<number>().as('choices'))
    .where('connection_id', '=', id)
    .executeTakeFirstOrThrow();
  const lost: [count: number, one: string, more: string][] = [
    [waiting, '1 call that waits to be logged will not be.', '# calls that wait to be logged will not be.'],
    [
      dead,
      '1 call that could not be logged cannot be tried again.',
      '# calls that could not be logged cannot be tried again.',
    ],
    [
      book.contacts,
      '1 contact of this book is deleted for good.',
      '# contacts of this book are deleted for good.',
    ],
    [
      book.calls,
      '1 call logged in this book is deleted from it.',
      '# calls logged in this book are deleted from it.',
    ],
    [
      isHere ? 0 : mirror.numbers,
      '1 phone number is no longer known here; it stays in the CRM.',
      '# phone numbers are no longer known here; they stay in the CRM.',
    ],
    [
      choices,
      '1 number for which an agent chose a record asks them again.',
      '# numbers for which agents chose a record ask them again.',
    ],
    [agents, '1 agent loses their user of this CRM.', '# agents lose their user of this CRM.'],
  ];
  return [
    'Its settings, its rules and its credentials go for good.',
    ...lost.flatMap(([count, one, more]) =>
      count > 0 ? [count === 1 ? one : more.replace('#', String(count))] : [],
    ),
    isHere
      ? 'The calls themselves stay here, and in the ledger.'
      : 'Calls that were logged stay in the CRM, and in the ledger here.',
  ];
}

export interface RemovalDeps {
  db: Db;
  connections: Pick<Connections, 'pause' | 'remove'>;
  agents: Pick<Agents, 'forgetConnection'>;
  books: Pick<OwnBooks, 'remove'>;
}

/** Nothing is sent or mirrored from the first step on; the row goes last, so that a crash leaves one to remove again. */
export async function removeConnection(
  { db, connections, agents, books }: RemovalDeps,
  { id, name }: Connection,
): Promise<void> {
  await connections.pause(id, 'Being removed');
  await restartMirror(db, id);
  await forgetNumbers(db, id);
  await db
    .updateTable('activities')
    .set({ status: 'skipped', reason: 'connection_removed', due_at: null })
    .where('connection_id', '=', id)
    .where('status', 'in', ['waiting', 'sending', 'dead'])
    .execute();
  await db.updateTable('activities').set({ due_at: null }).where('connection_id', '=', id).execute();
  await db.deleteFrom('chosen_matches').where('connection_id', '=', id).execute();
  await books.remove(name);
  await connections.remove(id);
  agents.forgetConnection(id);
}
