import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { messageOf } from '../platform/message.ts';
import { createOutboundFetch } from '../platform/outbound.ts';
import { fault, ok, warning, type Finding } from './finding.ts';

const scarceBytes = 1e9;
const tooFewBytes = 2e8;
const answerMs = 5_000;

/** Directory, disk, port and address. Changes nothing. */
export async function checkMachine(config: Config): Promise<Finding[]> {
  const running = await isRingside(`http://${localHost(config.host)}:${config.port}`);
  return [
    // Several processes keep nothing in a directory.
    ...(config.shared === null ? await directory(config) : []),
    running ? ok('port', `Ringside answers at port ${config.port}`) : await port(config),
    await address(config, running),
  ];
}

async function directory({ dataDir }: Config): Promise<Finding[]> {
  try {
    await access(dataDir, constants.W_OK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return [ok('data directory', `${dataDir} is not there yet; the first start makes it`)];
    const advice = `Let the user that Ringside runs as write to ${dataDir}`;
    return [fault('data directory', messageOf(error), advice)];
  }
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const said = `${(free / 1e9).toFixed(1)} GB free at ${dataDir}`;
  const advice =
    'Make room: with a full disk no event can be stored. Privacy in the admin pages says what is kept how long';
  const writable = ok('data directory', `${dataDir} can be written to`);
  if (free < tooFewBytes) return [writable, fault('disk', said, advice)];
  return [writable, free < scarceBytes ? warning('disk', said, advice) : ok('disk', said)];
}

function port({ host, port: wanted }: Config): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      const advice =
        'End what listens there, or set PORT or HOST; ports below 1024 need a right of their own';
      resolve(fault('port', `${host}:${wanted} cannot be listened on: ${error.message}`, advice));
    });
    server.listen(wanted, host, () => {
      server.close(() => resolve(ok('port', `${host}:${wanted} is free; Ringside is not running there`)));
    });
  });
}

async function address({ publicUrl }: Config, running: boolean): Promise<Finding> {
  const about = 'public address';
  if (publicUrl === null) {
    const advice = 'Set PUBLIC_URL to where people and the phone system reach Ringside';
    return warning(
      about,
      'PUBLIC_URL is not set: links and webhooks are made for this machine alone',
      advice,
    );
  }
  if (!running) return ok(about, `${publicUrl}, not tried as Ringside is not running`);
  if (!(await isRingside(publicUrl))) {
    const advice =
      'See that the name resolves and the proxy passes requests on (deploy/nginx); a firewall may keep this machine alone away';
    return warning(about, `${publicUrl} is not reached from here`, advice);
  }
  if (publicUrl.startsWith('https:')) return ok(about, `${publicUrl} leads here`);
  const advice = 'Put a proxy with a certificate before it: passwords and calls go over the network readable';
  return warning(about, `${publicUrl} leads here, without TLS`, advice);
}

const health = z.object({ status: z.literal('ok') });

/** The addresses are the operator's own, wherever they are. */
const ask = createOutboundFetch(() => true);

/** Whether a Ringside answers there. */
async function isRingside(url: string): Promise<boolean> {
  try {
    const answer = await ask(`${url}/healthz`, { signal: AbortSignal.timeout(answerMs) });
    return health.safeParse(await answer.json()).success;
  } catch {
    return false;
  }
}

function localHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
