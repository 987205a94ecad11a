import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../src/platform/free-port.ts';

/** A PostgreSQL of the bench's own, as it comes but for more memory: every commit waits for the disk. */
export interface Postgres {
  /** Of a database in it. */
  url(database: string): string;
  create(database: string, template?: string): Promise<void>;
  drop(database: string): Promise<void>;
  stop(): Promise<void>;
}

const debianHome = '/usr/lib/postgresql';
const settings = ['shared_buffers=512MB', 'max_connections=200', 'max_wal_size=2GB'];

/** Where PostgreSQL's programs are; null: it is not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(debianHome)
    ? readdirSync(debianHome).sort((a, b) => Number(b) - Number(a))
    : [];
  const places = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debianHome, version, 'bin')),
  ];
  return places.find((place) => existsSync(join(place, 'initdb'))) ?? null;
}

export async function startPostgres(programs: string): Promise<Postgres> {
  const port = await freePort('127.0.0.1');
  const directory = mkdtempSync(join(tmpdir(), 'ringside-bench-postgres-'));
  const as = owner();
  if (as !== null) chownSync(directory, as.uid, as.gid);
  const how = { ...as, cwd: directory, stdio: 'ignore' } as const;
  const made = spawnSync(
    join(programs, 'initdb'),
    ['--pgdata', directory, '--username', 'bench', '--auth', 'trust', '--no-sync', '--locale', 'C', '--encoding', 'UTF8'],
    how,
  ); // prettier-ignore
  if (made.status !== 0) throw new Error('initdb failed');
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', directory, '-k', directory, '-h', '127.0.0.1', '-p', String(port), ...flags],
    how,
  );
  const end = (): void => {
    server.kill('SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', end);
  const url = (database: string): string => `postgres://bench@127.0.0.1:${port}/${database}`;
  await answering(url('postgres'));
  const tell = (statement: string): Promise<void> => once(url('postgres'), statement);
  return {
    url,
    create: (database, template = 'template1') =>
      tell(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY`),
    drop: (database) => tell(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
    async stop() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await gone;
      process.off('exit', end);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root: its own user then. */
function owner(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((one) => one.startsWith('postgres:')); // prettier-ignore
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error('run as somebody else than root');
  return { uid: Number(uid), gid: Number(gid) };
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      await once(url, 'SELECT 1');
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('PostgreSQL did not start');
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}
