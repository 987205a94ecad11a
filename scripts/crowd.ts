import { startTestService } from '../test/support/service.ts';
import { buildPages } from '../test/browser/built-pages.ts';
import { crowd } from '../test/support/crowd/index.ts';
import { tenThousand } from '../test/support/crowd/fill.ts';
import { templateOffice } from '../test/support/crowd/template.ts';

/**
 * `npm run crowd`: the real service with 10,000 of everything, to look at its pages by hand. Ctrl-C stops it and
 * removes its data. PORT says where it listens.
 */

await buildPages();
const { PORT = '8081' } = process.env;
const service = await startTestService({
  provision: templateOffice(),
  env: { PORT, LOG_LEVEL: 'warn' },
  config: { links: { signInMs: 86_400_000 } },
});
await crowd(service, tenThousand);
for (const email of ['ada@example.com', 'eva@example.com'])
  process.stdout.write(`${email}: ${(await service.service.signInUrl(email)) ?? ''}\n`);
process.once('SIGINT', () => void service.stop());
process.once('SIGTERM', () => void service.stop());
