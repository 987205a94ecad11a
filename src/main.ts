import { ConfigError, loadConfig, type Config } from './config.ts';
import { Refusal } from './platform/refusal.ts';
import { createLog, type Log } from './platform/log.ts';
import { projectRoot, projectVersion } from './platform/project-root.ts';
import { ProvisionError } from './provision/fault.ts';
import { startService, type Service } from './service.ts';

/** As long as everything in `stop` may take, and beside the time for proxies; then the process goes anyway. */
const stopMs = 9_500;
const afterDrainMs = 5_500;

const root = projectRoot();
const env = process.env;

/** What went wrong at the start, in words where we have them; then the process ends. */
function fail(error: unknown): never {
  const inWords = [ConfigError, ProvisionError, Refusal].some((known) => error instanceof known);
  const told = error instanceof Error ? (inWords ? error.message : error.stack) : String(error);
  process.stderr.write(`${told ?? ''}\n`);
  process.exit(1);
}

function stopOnSignals(service: Service, log: Log, withinMs: number): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.fatal('not everything could be finished in time; what was begun is taken over');
      process.exit(1);
    }, withinMs).unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

function greet(service: Service): void {
  const lines = [`Ringside is ready: ${service.url}`];
  if (service.setupUrl !== null) lines.push(`First run, create the admin: ${service.setupUrl}`);
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`);
}

async function main(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'a promise was rejected and nobody looked');
    process.exit(1);
  });
  for (const warning of config.warnings) log.warn(warning);
  const service = await startService({ config, log, env, root, version: projectVersion(root) });
  stopOnSignals(service, log, Math.max(stopMs, config.drainMs + afterDrainMs));
  greet(service);
}

try {
  await main(loadConfig({ env, root }));
} catch (error) {
  fail(error);
}
