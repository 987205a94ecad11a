import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { isAddressOrNetwork } from './platform/address.ts';
import { networkNames } from './platform/public-address.ts';
import { readRedisUrl } from './platform/redis-address.ts';
import { parseKey } from './platform/seal.ts';
import type { Fault } from './model/event.ts';

const count = z.int().positive();

const tunables = z.strictObject({
  calls: z.strictObject({ settleAfterMs: count, staleAfterMs: count }),
  lookup: z.strictObject({ deadlineMs: count }),
  engine: z.strictObject({
    deadlineMs: count,
    gatherMs: z.int().nonnegative(),
    stopMs: count,
    pollMs: count,
    errorMs: count,
  }),
  webhook: z.strictObject({
    bodyLimit: count,
    unknownKeyTriesPerMinute: count,
    intakeQueue: count,
    patienceMs: count,
  }),
  journal: z.strictObject({ keepDays: count, maxRows: count, pruneEveryMs: count }),
  sessions: z.strictObject({ idleMs: count, absoluteMs: count, pruneEveryMs: count }),
  signIn: z.strictObject({ triesPerAddressAndEmail: count, triesPerAddress: count, windowMs: count }),
  links: z.strictObject({ firstRunMs: count, signInMs: count, inviteMs: count, passwordMs: count }),
  audit: z.strictObject({ keepDays: count }),
  oidc: z.strictObject({ deadlineMs: count, retryAfterMs: count }),
  api: z.strictObject({ bodyLimit: count }),
  panel: z.strictObject({ dispositions: z.array(z.string().trim().min(1).max(200)).max(30) }),
  streams: z.strictObject({ heartbeatMs: count, maxPerAgent: count }),
});

/** A web address without a trailing slash. */
const webAddress = z
  .url({ protocol: /^https?$/, error: 'Write a web address, such as https://ringside.example.com' })
  .transform((url) => url.replace(/\/+$/, ''));

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'Write a port number; 0 takes any free one')
  .transform(Number)
  .refine((value) => value <= 65_535, 'Ports end at 65535');

const longestDrainMs = 60_000;

const drainMs = z
  .string()
  .regex(/^\d{1,6}$/, 'Write milliseconds: 4000')
  .transform(Number)
  .refine((value) => value <= longestDrainMs, `At most ${String(longestDrainMs)}`);

const encryptionKey = z.string().transform((text, context) => {
  const key = parseKey(text);
  if (key === null) {
    const message = 'Write 32 bytes in base64 or hex: openssl rand -base64 32';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return key;
});

export const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'Write the address of a PostgreSQL database: postgres://user:password@host:5432/name',
});
const redisUrl = z.string().refine((url) => readRedisUrl(url) !== null, {
  error:
    'Write the address of Redis: redis://user:password@host:6379, rediss:// by TLS, or ' +
    'redis+sentinel://user:password@host:26379,other:26379/name (Cluster is not supported)',
});

const environment = z.object({
  PORT: port.default(8080),
  // A PBX on another machine must reach us, so all addresses unless told otherwise.
  HOST: z.string().default('0.0.0.0'),
  PUBLIC_URL: webAddress.optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: databaseUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  DRAIN_MS: drainMs.default(4_000),
  ENCRYPTION_KEY: encryptionKey.optional(),
  ENCRYPTION_KEYS_OLD: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''))
    .pipe(z.array(encryptionKey)),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  PROVISION_DIR: z.string().default('./config/provision'),
  OIDC_ISSUER: webAddress.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  TRUST_PROXY: z.string().default('').transform(trustedProxies),
  OUTBOUND_ALLOW: z.string().default('').transform(networks),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  OTEL_SERVICE_NAME: z.string().trim().max(200).default('ringside'),
});

type Environment = z.infer<typeof environment>;

export type Tunables = z.infer<typeof tunables>;

export interface Config extends Tunables {
  port: number;
  host: string;
  /** Where people and the PBX reach us, without a trailing slash; null: see `publicUrlOf`. */
  publicUrl: string | null;
  /** Absolute. */
  dataDir: string;
  /** Null: `DATA_DIR/encryption.key`, made at first use (`keyFromFile` of platform/seal.ts). */
  encryptionKey: Buffer | null;
  encryptionKeyFile: string;
  /** Accepted for reading: what they sealed is sealed anew at start. */
  oldEncryptionKeys: readonly Buffer[];
  databaseFile: string;
  /** Several processes on one PostgreSQL and one Redis; null: this one alone, on SQLite in `dataDir`. */
  shared: { databaseUrl: string; redisUrl: string } | null;
  /** web: takes events, shows pages. worker: brings activities to CRMs, mirrors contacts, removes what is old. */
  role: 'all' | 'web' | 'worker';
  /** Before it ends, a process is not ready for so long and still answers; 0: nobody is there to take over. */
  drainMs: number;
  logLevel: string;
  /** Absolute. */
  provisionDir: string;
  /** Someone named this directory: it must be there. */
  provisionDirRequired: boolean;
  /** For Express: how many proxies stand before us, or their addresses. */
  trustProxy: number | string[];
  /** Networks beside the public internet that we may connect to (`createAddressRule`). */
  outboundAllow: readonly string[];
  /** Whom people may sign in by; null: by password and link only. */
  identityProvider: { issuer: string; clientId: string; clientSecret: string } | null;
  /** Where traces go, without a trailing slash, and as whose; null: none are made. */
  traces: { endpoint: string; serviceName: string } | null;
  /** What was set and is not as it should be, in sentences for the log. */
  warnings: readonly string[];
}

/** The start must not go on. `message` lists every fault, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const lines = faults.map((fault) => `  ${fault.field}: ${fault.message}`);
    super(`The configuration cannot be used:\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

/**
 * The whole configuration, checked: `env` and `config/default.yaml` under `root` (the directory of package.json;
 * relative paths start there as well). An empty variable counts as not set. Throws `ConfigError` with every fault.
 */
export function loadConfig(from: {
  env: Readonly<Record<string, string | undefined>>;
  root: string;
}): Config {
  const given = Object.fromEntries(Object.entries(from.env).filter(([, value]) => value?.trim() !== ''));
  const env = environment.safeParse(given);
  const defaults = readTunables(join(from.root, 'config', 'default.yaml'));
  const faults = [...faultsOf(env.error), ...defaults.faults, ...crossFaults(given)];
  if (!env.success || defaults.value === null || faults.length > 0) throw new ConfigError(faults);

  const dataDir = resolve(from.root, env.data.DATA_DIR);
  return {
    ...defaults.value,
    port: env.data.PORT,
    host: env.data.HOST,
    publicUrl: env.data.PUBLIC_URL ?? null,
    dataDir,
    encryptionKey: env.data.ENCRYPTION_KEY ?? null,
    oldEncryptionKeys: env.data.ENCRYPTION_KEYS_OLD,
    encryptionKeyFile: join(dataDir, 'encryption.key'),
    databaseFile: join(dataDir, 'ringside.sqlite'),
    shared: sharedOf(env.data),
    role: env.data.ROLE,
    drainMs: sharedOf(env.data) === null || env.data.ROLE === 'worker' ? 0 : env.data.DRAIN_MS,
    logLevel: env.data.LOG_LEVEL,
    provisionDir: resolve(from.root, env.data.PROVISION_DIR),
    provisionDirRequired: given['PROVISION_DIR'] !== undefined,
    trustProxy: env.data.TRUST_PROXY,
    outboundAllow: env.data.OUTBOUND_ALLOW,
    identityProvider: identityProviderOf(env.data),
    traces: tracesOf(env.data),
    warnings: warningsOf(env.data),
  };
}

/** `PUBLIC_URL`, or this machine at the port that is really listened on (which `PORT=0` leaves open). */
export function publicUrlOf(config: Pick<Config, 'publicUrl'>, listeningPort: number): string {
  return config.publicUrl ?? `http://localhost:${listeningPort}`;
}

function faultsOf(error: z.ZodError | undefined): Fault[] {
  return (error?.issues ?? []).map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
}

function readTunables(file: string): { value: Tunables | null; faults: Fault[] } {
  try {
    const checked = tunables.safeParse(parse(readFileSync(file, 'utf8')));
    const faults = faultsOf(checked.error).map((fault) => ({ ...fault, field: `${file}: ${fault.field}` }));
    return { value: checked.data ?? null, faults };
  } catch (error) {
    return {
      value: null,
      faults: [{ field: file, message: error instanceof Error ? error.message : 'unreadable' }],
    };
  }
}

/** Faults that lie between variables. */
function crossFaults(env: Readonly<Record<string, string | undefined>>): Fault[] {
  const faults: Fault[] = [];
  const both = ['DATABASE_URL', 'REDIS_URL'];
  const unset = both.filter((field) => env[field] === undefined);
  if (unset.length === 1) {
    const message =
      'Set both DATABASE_URL and REDIS_URL to run several processes, or neither to run one on SQLite';
    for (const field of unset) faults.push({ field, message });
  }
  if (unset.length === 0 && env['ENCRYPTION_KEY'] === undefined) {
    const message = 'Set it, the same for all processes: openssl rand -base64 32';
    faults.push({ field: 'ENCRYPTION_KEY', message });
  }
  if (unset.length === 2 && (env['ROLE'] === 'web' || env['ROLE'] === 'worker')) {
    const message = 'Unset it or write all: on SQLite one process does everything';
    faults.push({ field: 'ROLE', message });
  }
  const oidc = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'];
  const missing = oidc.filter((field) => env[field] === undefined);
  if (missing.length < oidc.length) {
    for (const field of missing) faults.push({ field, message: 'Set all three OIDC_ variables or none' });
  }
  return faults;
}

function sharedOf({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }: Environment): Config['shared'] {
  return databaseUrl === undefined || redisUrl === undefined ? null : { databaseUrl, redisUrl };
}

function identityProviderOf(env: Environment): Config['identityProvider'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return { issuer, clientId, clientSecret };
}

function tracesOf(env: Environment): Config['traces'] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: serviceName } = env;
  return endpoint === undefined ? null : { endpoint, serviceName };
}

function warningsOf(env: Environment): string[] {
  const warnings = [];
  if (env.OIDC_ISSUER?.startsWith('http:')) {
    warnings.push('OIDC_ISSUER is no https address: whoever is on the way can sign in as anybody');
  }
  return warnings;
}

/**
 * `2` = two proxies; `10.0.0.0/8, loopback` = these. `true` is read as one proxy, not as "believe anybody": with
 * that, a caller could write its own address and would never be throttled or kept out by an allow-list.
 */
function trustedProxies(text: string, context: z.RefinementCtx): number | string[] {
  const value = text.trim().toLowerCase();
  if (value === '' || value === 'false') return 0;
  if (value === 'true') return 1;
  if (/^\d{1,2}$/.test(value)) return Number(value);
  return networks(value, context);
}

/** `10.0.0.0/8, loopback` */
function networks(text: string, context: z.RefinementCtx): string[] {
  const parts = text.toLowerCase().split(',');
  const list = parts.map((part) => part.trim()).filter((part) => part !== '');
  const wrong = list.filter((part) => !networkNames.includes(part) && !isAddressOrNetwork(part));
  if (wrong.length > 0) {
    const message = `Write addresses, networks, or ${networkNames.join(', ')}; not: ${wrong.join(', ')}`;
    context.addIssue({ code: 'custom', message });
  }
  return list;
}
