import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { createConnectorModules } from '../connectors/index.ts';
import { ConfigError, loadConfig, publicUrlOf, type Config } from './config.ts';
import { checkCrms } from './doctor/crms.ts';
import { checkDatabase } from './doctor/database.ts';
import { fault, inLines, ok, warning, type Finding } from './doctor/finding.ts';
import { checkMachine } from './doctor/machine.ts';
import { checkPostgres } from './doctor/postgres.ts';
import { checkRedis } from './doctor/redis.ts';
import { createOutboundFetch } from './platform/outbound.ts';
import { projectRoot } from './platform/project-root.ts';
import { createAddressRule } from './platform/public-address.ts';
import { createSeal, keyFromFile } from './platform/seal.ts';
import type { Db } from './store/database.ts';
import { openAsItIs } from './store/postgres.ts';
import type { Schema } from './store/schema.ts';

/** A check may create what is missing in the CRM, which takes it a few seconds. */
const crmMs = 30_000;

/**
 * `npm run doctor`: looks at everything that an installation stands on, beside a running service or without one, and
 * says what to do. Ends with 1 when something does not work.
 */
async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig({ env: process.env, root: projectRoot() });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ field, message }) =>
      fault('configuration', `${field} is not usable`, message),
    );
  }
  const warnings = config.warnings.map((said) =>
    warning('configuration', said, '.env.example explains each variable'),
  );
  const configuration = warnings.length > 0 ? warnings : [ok('configuration', 'complete')];
  const { shared } = config;
  const stored = shared === null ? await checkStored(config) : await checkShared(config, shared);
  return [...configuration, ...(await checkMachine(config)), ...stored];
}

/** PostgreSQL and Redis; connections when there are tables to read them from. */
async function checkShared(config: Config, shared: NonNullable<Config['shared']>): Promise<Finding[]> {
  const { databaseUrl, redisUrl } = shared;
  const db = await openAsItIs(databaseUrl);
  try {
    const [stored, redis] = await Promise.all([
      checkPostgres(db, placeOf(databaseUrl), Date.now),
      checkRedis(redisUrl),
    ]);
    const crms =
      stored.isReadable && config.encryptionKey !== null
        ? await checkConnections(db, config, config.encryptionKey)
        : [];
    return [...stored.findings, ...redis, ...crms];
  } finally {
    await db.destroy();
  }
}

/** Without user and password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname === '/' ? '' : pathname}`;
}

function checkConnections(db: Db, config: Config, key: Buffer): Promise<Finding[]> {
  return checkCrms({
    ...{ db, seal: createSeal(key, config.oldEncryptionKeys), modules: createConnectorModules({ db }) },
    fetch: createOutboundFetch(createAddressRule(config.outboundAllow)),
    publicUrl: publicUrlOf(config, config.port),
    deadlineMs: crmMs,
  });
}

/** Opened as it is: neither made nor brought up to date. */
async function checkStored(config: Config): Promise<Finding[]> {
  if (!existsSync(config.databaseFile))
    return [ok('database', `${config.databaseFile} is not there yet; the first start makes it`)];
  if (config.encryptionKey === null && !existsSync(config.encryptionKeyFile)) {
    const advice = 'Set ENCRYPTION_KEY, or put the file back: without it no stored secret can be read';
    return [fault('encryption key', `there is a database, and no ${config.encryptionKeyFile}`, advice)];
  }
  const sqlite = new Database(config.databaseFile, { fileMustExist: true, timeout: 5_000 });
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
  try {
    const findings = await checkDatabase(db, config.databaseFile);
    if (findings.some(({ state }) => state === 'fault')) return findings;
    const key = config.encryptionKey ?? keyFromFile(config.encryptionKeyFile);
    const crms = await checkConnections(db, config, key);
    return [...findings, ...crms];
  } finally {
    await db.destroy();
  }
}

const findings = await examine();
process.stdout.write(inLines(findings));
process.exitCode = findings.some(({ state }) => state === 'fault') ? 1 : 0;
