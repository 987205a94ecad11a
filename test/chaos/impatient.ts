import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { projectRoot } from '../../src/platform/project-root.ts';
import { startService } from '../../src/service.ts';

/** The whole service in a process of its own, as `src/main.ts` starts it, but with no patience: CRMs hang here. */
const root = projectRoot();
const env = process.env;
const config = loadConfig({ env, root });
const service = await startService({
  config: {
    ...config,
    calls: { ...config.calls, settleAfterMs: 150 },
    lookup: { deadlineMs: 400 },
    drainMs: Math.min(config.drainMs, 200),
    engine: { deadlineMs: 600, gatherMs: 100, stopMs: 300, pollMs: 1_000, errorMs: 200 },
  },
  log: createLog(config.logLevel),
  env,
  root,
  version: '0.0.0',
});
process.on('SIGTERM', () => {
  void service.stop().then(() => process.exit(0));
});
process.stdout.write(`Ringside is ready: ${service.url}\n`);
