import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { createLog } from '../platform/log.ts';
import { projectRoot, projectVersion } from '../platform/project-root.ts';
import { randomWord } from '../platform/secret.ts';
import { startService } from '../service.ts';
import { playDay } from './day.ts';
import type { EncodedRequest } from './encode.ts';

/** `npm run demo`: sample agents and contacts, and calls of both PBXs in real time, until Ctrl-C. */
const root = projectRoot();
const dataDir = mkdtempSync(join(tmpdir(), 'ringside-demo-'));
const password = randomWord(12);
const env = {
  LOG_LEVEL: 'warn',
  ...process.env,
  DATA_DIR: dataDir,
  PROVISION_DIR: join(root, 'config', 'demo'),
  DEMO_PASSWORD: password,
};

const log = createLog(env.LOG_LEVEL);
const service = await startService({
  config: loadConfig({ env, root }),
  log,
  env,
  root,
  version: projectVersion(root),
});
const webhooks = service.webhookUrls();
const abort = new AbortController();

async function send(source: string, request: EncodedRequest): Promise<void> {
  const { method, headers, body } = request;
  const url = `${webhooks.get(source) ?? ''}${request.path}`;
  const answer = await fetch(url, { method, headers, ...(method === 'POST' && { body }) });
  if (!answer.ok) log.warn({ status: answer.status, source }, 'the demo call was not taken');
}

async function stop(): Promise<void> {
  abort.abort();
  await service.stop();
  rmSync(dataDir, { recursive: true, force: true });
  process.exit(0);
}
process.on('SIGINT', () => void stop()).on('SIGTERM', () => void stop());

process.stdout.write(`
  Ringside demo: ${service.url}

  Eva's panel, already signed in (the link works once):
    ${(await service.signInUrl('eva@demo.example')) ?? ''}

  Or sign in as eva@demo.example or admin@demo.example with the password ${password}
  Calls begin in a few seconds. Ctrl-C ends the demo and removes its data.

`);
await playDay({ signal: abort.signal, clock: Date.now, send });
