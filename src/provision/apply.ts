import type { Agents } from '../agents/agents.ts';
import { toDraft } from '../agents/naming.ts';
import type { Sources } from '../pbx/sources.ts';
import type { ApiKeys } from '../people/api-keys.ts';
import type { People } from '../people/people.ts';
import type { Db } from '../store/database.ts';
import type { Entry, ProvisionDocument } from './document.ts';

export interface ApplyDeps {
  db: Db;
  sources: Pick<Sources, 'list' | 'provision' | 'releaseExcept'>;
  agents: Pick<Agents, 'byEmail' | 'provision' | 'releaseExcept'>;
  people: Pick<People, 'provision' | 'releaseExcept'>;
  apiKeys: Pick<ApiKeys, 'provision' | 'releaseExcept'>;
  connections: ProvisionedConnections;
  upsertContacts: UpsertContacts;
}

/** As `crm/connections.ts` has it. */
interface ProvisionedConnections {
  readonly list: () => readonly { id: string; name: string; provisioned: boolean }[];
  readonly upsert: (draft: {
    name: string;
    crm: string;
    settings: unknown;
    rules: unknown;
    provisioned: boolean;
  }) => Promise<unknown>;
  /** Takes over what was written to the table. */
  readonly reload: () => Promise<void>;
}

/** As the built-in book has it. */
export type UpsertContacts = (
  connection: string,
  contacts: readonly Omit<Entry<'directory'>, 'connection'>[],
  origin: 'provision',
) => Promise<unknown>;

/** How many things of each kind the files named: for the log. */
export type Applied = Record<keyof ProvisionDocument, number>;

/**
 * Makes it so: what the document names is created or updated and becomes read-only for people; what it no longer
 * names stays, and people may change it again. Applying the same document twice changes nothing. An agent's phone
 * that was someone else's is theirs from now on: the file is right.
 */
export async function applyProvision(document: ProvisionDocument, deps: ApplyDeps): Promise<Applied> {
  for (const source of document.sources) await deps.sources.provision(source);
  await deps.sources.releaseExcept(document.sources.map(({ name }) => name));
  await applyConnections(document, deps);
  for (const agent of document.agents) {
    const names = { sources: deps.sources.list(), connections: deps.connections.list() };
    await deps.agents.provision(toDraft(agent, names));
  }
  await deps.agents.releaseExcept(document.agents.map(({ email }) => email));
  for (const person of document.people) {
    const name = person.name ?? deps.agents.byEmail(person.email)?.name ?? beforeAt(person.email);
    await deps.people.provision({ ...person, name });
  }
  await deps.people.releaseExcept(document.people.map(({ email }) => email));
  for (const key of document.apiKeys) await deps.apiKeys.provision(key);
  await deps.apiKeys.releaseExcept(document.apiKeys.map(({ name }) => name));
  await applyContacts(document, deps);
  return {
    sources: document.sources.length,
    connections: document.connections.length,
    agents: document.agents.length,
    people: document.people.length,
    apiKeys: document.apiKeys.length,
    directory: document.directory.length,
  };
}

async function applyConnections(document: ProvisionDocument, { db, connections }: ApplyDeps): Promise<void> {
  for (const connection of document.connections)
    await connections.upsert({ ...connection, provisioned: true });
  // Contacts may name a book that is declared nowhere. It is no file's, so people may change its rules.
  for (const { connection: name } of document.directory) {
    if (connections.list().some((known) => known.name === name)) continue;
    await connections.upsert({ name, crm: 'directory', settings: {}, rules: {}, provisioned: false });
  }
  const named = new Set(document.connections.map(({ name }) => name));
  const left = connections.list().filter(({ name, provisioned }) => provisioned && !named.has(name));
  if (left.length === 0) return;
  const ids = left.map(({ id }) => id);
  await db.updateTable('connections').set({ provisioned: 0 }).where('id', 'in', ids).execute();
  await connections.reload();
}

async function applyContacts({ directory }: ProvisionDocument, { upsertContacts }: ApplyDeps): Promise<void> {
  for (const book of new Set(directory.map(({ connection }) => connection))) {
    const contacts = directory
      .filter(({ connection }) => connection === book)
      .map(({ connection: _, ...contact }) => contact);
    await upsertContacts(book, contacts, 'provision');
  }
}

function beforeAt(email: string): string {
  return email.split('@', 1)[0] ?? email;
}
