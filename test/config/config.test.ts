import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, publicUrlOf, type Config } from '../../src/config.ts';

const root = resolve(import.meta.dirname, '../..');
const load = (env: Record<string, string | undefined> = {}): Config => loadConfig({ env, root });

/** Faulty variables, in order. */
function faulty(env: Record<string, string>): string[] {
  try {
    load(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ field }) => field);
    throw error;
  }
}

describe('without any variable', () => {
  test('there is a default for everything', () => {
    expect(load()).toMatchObject({
      ...{ port: 8080, host: '0.0.0.0', publicUrl: null, logLevel: 'info', trustProxy: 0, warnings: [] },
      ...{
        dataDir: join(root, 'data'),
        provisionDir: join(root, 'config/provision'),
        provisionDirRequired: false,
      },
      ...{ encryptionKey: null, encryptionKeyFile: join(root, 'data/encryption.key') },
      ...{ calls: { settleAfterMs: 3000, staleAfterMs: 14_400_000 }, journal: { keepDays: 30 } },
      ...{ webhook: { bodyLimit: 65_536, unknownKeyTriesPerMinute: 1000, intakeQueue: 20_000 } },
    });
    expect(publicUrlOf(load(), 8080)).toBe('http://localhost:8080');
  });

  test('empty counts as not set', () => {
    expect(load({ PORT: '', PUBLIC_URL: ' ', DATABASE_URL: '' })).toEqual(load());
  });
});

describe('what is set', () => {
  test('traces go where OpenTelemetry says, or nowhere', () => {
    expect(load().traces).toBeNull();
    expect(load({ OTEL_SERVICE_NAME: 'x' }).traces).toBeNull();
    const endpoint = 'http://collector:4318';
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/` }).traces).toEqual({
      endpoint,
      serviceName: 'ringside',
    });
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'x' }).traces?.serviceName).toBe(
      'x',
    );
    expect(faulty({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    ]);
  });

  test('is taken', () => {
    const hex = 'ab'.repeat(32);
    const env = {
      PORT: '0',
      HOST: '127.0.0.1',
      PUBLIC_URL: 'https://r.example/',
      ENCRYPTION_KEY: hex,
      DATA_DIR: '/d',
    };
    const config = load({ ...env, PROVISION_DIR: 'p' });
    expect(config).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      publicUrl: 'https://r.example',
      dataDir: '/d',
    });
    expect(config).toMatchObject({ provisionDir: join(root, 'p'), provisionDirRequired: true });
    expect(config.encryptionKey?.toString('hex')).toBe(hex);
    expect(publicUrlOf(config, 8080)).toBe('https://r.example');
  });

  test.each([
    ['1', 1],
    ['true', 1],
    ['false', 0],
    ['loopback, 10.0.0.0/8', ['loopback', '10.0.0.0/8']],
    ['2001:db8::/32', ['2001:db8::/32']],
  ])('TRUST_PROXY=%s is %j', (text, meant) => {
    expect(load({ TRUST_PROXY: text }).trustProxy).toEqual(meant);
  });

  test('has every fault told at once', () => {
    const env = {
      ...{
        PORT: '99999',
        PUBLIC_URL: 'ringside',
        ENCRYPTION_KEY: 'short',
        LOG_LEVEL: 'loud',
        TRUST_PROXY: '10.0.0.0/99',
      },
      ...{ ROLE: 'boss', OIDC_ISSUER: 'https://login.example', REDIS_URL: 'redis://x' },
    };
    expect(faulty(env).sort()).toEqual([
      ...[
        'DATABASE_URL',
        'ENCRYPTION_KEY',
        'LOG_LEVEL',
        'OIDC_CLIENT_ID',
        'OIDC_CLIENT_SECRET',
        'PORT',
        'PUBLIC_URL',
      ],
      ...['ROLE', 'TRUST_PROXY'],
    ]);
    expect(() => load(env)).toThrow(/PORT: [^\n]+\n +PUBLIC_URL: /);
  });

  test('several processes need a database, a Redis and a key that all of them know', () => {
    const shared = { DATABASE_URL: 'postgres://u@h/db', REDIS_URL: 'rediss://:pw@h:6380' };
    expect(faulty({ DATABASE_URL: shared.DATABASE_URL })).toEqual(['REDIS_URL']);
    expect(faulty({ REDIS_URL: shared.REDIS_URL })).toEqual(['DATABASE_URL']);
    expect(faulty(shared)).toEqual(['ENCRYPTION_KEY']);
    expect(faulty({ ROLE: 'worker' })).toEqual(['ROLE']);
    expect(() => load({ DATABASE_URL: shared.DATABASE_URL })).toThrow(/Set both DATABASE_URL and REDIS_URL/);
    expect(faulty({ DATABASE_URL: 'mysql://h', REDIS_URL: 'redis-cluster://h' })).toEqual([
      ...['DATABASE_URL', 'REDIS_URL', 'ENCRYPTION_KEY'],
    ]);
    expect(load({ ...shared, ENCRYPTION_KEY: 'ab'.repeat(32), ROLE: 'worker' })).toMatchObject({
      ...{ role: 'worker', shared: { databaseUrl: shared.DATABASE_URL, redisUrl: shared.REDIS_URL } },
    });
    expect(load()).toMatchObject({ role: 'all', shared: null });
  });

  test('never shows a secret in a fault', () => {
    const env = {
      PORT: 'x',
      ENCRYPTION_KEY: 'hush-hush',
      DATABASE_URL: 'postgres:/u:hush@x',
      OIDC_CLIENT_SECRET: 'hush',
    };
    expect(() => load(env)).toThrow(ConfigError);
    expect(() => load(env)).not.toThrow(/hush/);
  });
});

test('OpenID Connect without https works, with a warning', () => {
  const oidc = { OIDC_ISSUER: 'https://x.example/', OIDC_CLIENT_ID: 'me', OIDC_CLIENT_SECRET: 'hush' };
  expect(load({}).identityProvider).toBeNull();
  expect(load(oidc)).toMatchObject({
    identityProvider: { issuer: 'https://x.example', clientId: 'me', clientSecret: 'hush' },
    warnings: [],
  });
  expect(load({ ...oidc, OIDC_ISSUER: 'http://x.example' }).warnings).toHaveLength(1);
});

test('.env.example lists every variable that is read, and no other', async () => {
  const example = await readFile(join(root, '.env.example'), 'utf8');
  const listed = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map((match) => match[1]).sort();
  const source = await readFile(join(root, 'src/config.ts'), 'utf8');
  const read = [...source.matchAll(/^ {2}([A-Z_]+): /gm)].map((match) => match[1]).sort();
  expect(listed).toEqual(read);
  expect(listed).toContain('TRUST_PROXY');
});

describe('config/default.yaml', () => {
  let other: string;
  beforeAll(async () => {
    other = await mkdtemp(join(tmpdir(), 'ringside_test_config_'));
    await mkdir(join(other, 'config'));
  });
  afterAll(() => rm(other, { recursive: true }));

  test('has its faults told with those of the environment', async () => {
    const text = await readFile(join(root, 'config/default.yaml'), 'utf8');
    const changed = text
      .replace('settleAfterMs: 3000', 'settleAfter: 3000')
      .replace('keepDays: 30', 'keepDays: many');
    await writeFile(join(other, 'config/default.yaml'), changed);
    const start = () => loadConfig({ env: { PORT: 'x' }, root: other });
    for (const fault of [/ PORT: /, /calls\.settleAfterMs: /, /journal\.keepDays: /])
      expect(start).toThrow(fault);
  });

  test('that is not there is a fault', async () => {
    await rm(join(other, 'config/default.yaml'));
    expect(() => loadConfig({ env: {}, root: other })).toThrow(/default\.yaml/);
  });
});
