import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSources } from '../../src/pbx/sources.ts';
import { createApiKeys } from '../../src/people/api-keys.ts';
import { parsePhone } from '../../src/model/phone.ts';
import { createSeal } from '../../src/platform/seal.ts';
import { openSqlite, type OpenSqlite } from '../../src/store/database.ts';
import { addAgents } from './agents.ts';
import { addContacts } from './contacts.ts';
import { apiKey, benchSources, connectionName, ownNumber } from './people.ts';

/** 32 bytes, base64: the same for who seeds and for the service. */
export const encryptionKey = Buffer.alloc(32, 7).toString('base64');

export interface Size {
  contacts: number;
  agents: number;
}

/** Databases on disk, made once and copied for each round; all of them are gone at the end. */
export interface Worlds {
  /** A data directory with a fresh copy of the world of this size. */
  dataDir(size: Size): Promise<string>;
  /** A data directory with a copy of this one, as it is now (nobody has it open). */
  copyOf(dataDir: string): string;
  drop(dataDir: string): void;
  dropAll(): void;
}

const fileName = 'ringside.sqlite';

export const databaseIn = (dataDir: string): string => join(dataDir, fileName);

export function createWorlds(): Worlds {
  const root = mkdtempSync(join(tmpdir(), 'ringside-bench-'));
  const made = new Map<string, string>();
  let copies = 0;

  const freshDir = (): string => {
    const dir = join(root, String(++copies));
    mkdirSync(dir);
    return dir;
  };

  const copyOf = (dataDir: string): string => {
    const copy = freshDir();
    copyFileSync(databaseIn(dataDir), databaseIn(copy));
    return copy;
  };

  return {
    copyOf,
    async dataDir(size) {
      const key = JSON.stringify(size);
      let original = made.get(key);
      if (original === undefined) {
        original = freshDir();
        await seed(databaseIn(original), size);
        made.set(key, original);
      }
      return copyOf(original);
    },
    drop: (dataDir) => rmSync(dataDir, { recursive: true, force: true }),
    dropAll: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function seed(file: string, { contacts, agents }: Size): Promise<void> {
  const database = await openSqlite(file);
  const sourceIds = await addSources(database);
  const connectionId = addConnection(database);
  const apiKeys = await createApiKeys({ db: database.db, clock: Date.now });
  await apiKeys.provision({ name: 'bench', role: 'admin', key: apiKey });
  addAgents(database, sourceIds, agents);
  addContacts(database, connectionId, connectionName, contacts);
  database.sqlite.exec('ANALYZE');
  database.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  await database.close();
}

async function addSources({ db }: OpenSqlite): Promise<string[]> {
  const sources = await createSources({
    db,
    seal: createSeal(Buffer.from(encryptionKey, 'base64')),
    clock: Date.now,
    dialects: benchSources.map(({ dialect }) => dialect),
    readNumber: (number, country) => parsePhone(number, country)?.e164 ?? null,
  });
  const made = [];
  for (const source of benchSources)
    made.push(await sources.provision({ ...source, country: 'CZ', ownNumbers: [ownNumber] }));
  return made.map(({ id }) => id);
}

function addConnection({ sqlite }: OpenSqlite): string {
  const id = randomUUID();
  const sealed = createSeal(Buffer.from(encryptionKey, 'base64')).seal('{}');
  sqlite
    .prepare(
      `INSERT INTO connections (id, name, crm, settings_sealed, rules_json, status, provisioned, created_at)
       VALUES (?, ?, 'directory', ?, '{}', 'active', 0, ?)`,
    )
    .run(id, connectionName, sealed, Date.now());
  return id;
}
