import { randomUUID } from 'node:crypto';
import { parsePhone } from '../../src/model/phone.ts';
import { createSources } from '../../src/pbx/sources.ts';
import { createApiKeys } from '../../src/people/api-keys.ts';
import { createSeal } from '../../src/platform/seal.ts';
import type { OpenDatabase } from '../../src/store/database.ts';
import { addingAgents } from './agents.ts';
import { addingContacts } from './contacts.ts';
import type { BenchDatabase } from './database.ts';
import { apiKey, benchSources, connectionName, ownNumber } from './people.ts';

/** 32 bytes, base64: the same for who seeds and for the service. */
export const encryptionKey = Buffer.alloc(32, 7).toString('base64');

export interface Size {
  contacts: number;
  agents: number;
}

export const seal = createSeal(Buffer.from(encryptionKey, 'base64'));

/** Fills an empty database: both sources, the contact book, agents and contacts, the API key. */
export async function seed(database: BenchDatabase, { contacts, agents }: Size): Promise<void> {
  const opened = await database.open();
  const sourceIds = await addSources(opened);
  const connectionId = await addConnection(opened);
  const apiKeys = await createApiKeys({ db: opened.db, clock: Date.now });
  await apiKeys.provision({ name: 'bench', role: 'admin', key: apiKey });
  await opened.close();
  const now = Date.now();
  const book = { id: connectionId, name: connectionName };
  await database.run([
    ...addingAgents(sourceIds, agents, now),
    ...addingContacts(book, { from: 0, to: contacts }, now),
  ]);
  await database.settle();
}

/** More contacts in a seeded database that has as many as `from`. */
export async function addContacts(database: BenchDatabase, from: number, to: number): Promise<void> {
  const [row] = await database.rows(`SELECT id FROM connections WHERE name = '${connectionName}'`);
  const book = { id: String(row?.['id']), name: connectionName };
  await database.run(addingContacts(book, { from, to }, Date.now()));
}

async function addSources({ db }: OpenDatabase): Promise<string[]> {
  const sources = await createSources({
    db,
    seal,
    clock: Date.now,
    dialects: benchSources.map(({ dialect }) => dialect),
    readNumber: (number, country) => parsePhone(number, country)?.e164 ?? null,
  });
  const made = [];
  for (const source of benchSources)
    made.push(await sources.provision({ ...source, country: 'CZ', ownNumbers: [ownNumber] }));
  return made.map(({ id }) => id);
}

async function addConnection({ db }: OpenDatabase): Promise<string> {
  const id = randomUUID();
  await db
    .insertInto('connections')
    .values({
      ...{ id, name: connectionName, crm: 'directory', settings_sealed: seal.seal('{}'), rules_json: '{}' },
      ...{ status: 'active', provisioned: 0, created_at: Date.now() },
    })
    .execute();
  return id;
}
