import { existsSync } from 'node:fs';
import { ConfigError, databaseUrl, loadConfig, type Config } from '../config.ts';
import { keyFromFile } from '../platform/seal.ts';
import { Refusal } from '../platform/refusal.ts';

export interface MoveSettings {
  /** Of the embedded installation. */
  config: Config;
  databaseUrl: string;
  key: Buffer;
  /** The key was read from `DATA_DIR/encryption.key`. */
  isKeyFromFile: boolean;
}

/**
 * The environment of either installation will do: what says how several processes run is not read, but for
 * `DATABASE_URL`.
 *
 * @throws ConfigError, Refusal when there is nothing to move or no key to read it with
 */
export function moveSettings(env: Readonly<Record<string, string | undefined>>, root: string): MoveSettings {
  const { DATABASE_URL: url, REDIS_URL: _redis, ROLE: _role, ...embedded } = env;
  const config = loadConfig({ env: embedded, root });
  const checked = databaseUrl.safeParse(url ?? '');
  if (!checked.success)
    throw new ConfigError(checked.error.issues.map(({ message }) => ({ field: 'DATABASE_URL', message })));
  if (!existsSync(config.databaseFile))
    throw new Refusal(
      'invalid',
      `There is no database ${config.databaseFile}: nothing to move. See DATA_DIR`,
    );
  return { config, databaseUrl: checked.data, ...keyOf(config) };
}

function keyOf({ encryptionKey, encryptionKeyFile }: Config): Pick<MoveSettings, 'key' | 'isKeyFromFile'> {
  if (encryptionKey !== null) return { key: encryptionKey, isKeyFromFile: false };
  if (existsSync(encryptionKeyFile)) return { key: keyFromFile(encryptionKeyFile), isKeyFromFile: true };
  const message = `Set ENCRYPTION_KEY, or put ${encryptionKeyFile} back: without it no stored secret can be read`;
  throw new Refusal('invalid', message);
}
