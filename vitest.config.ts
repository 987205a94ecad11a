import { defineConfig } from 'vitest/config';
import { FlakyReporter } from './test/support/flaky-reporter.ts';
import { probePostgres } from './test/support/shared-postgres.ts';
import { whyNoRedis } from './test/support/redis.ts';

const inCi = process.env['CI'] !== undefined;

/** Suites of the whole service: the same ones run on SQLite with timers, and on PostgreSQL and Redis with Bull. */
const onBoth = ['test/flow/**/*.test.ts'];

/** What one process counts, and its disk. */
const embeddedOnly = ['test/flow/metrics.test.ts'];

const missing = (await probePostgres()) ?? whyNoRedis;
// Where all is required, the suites run and fail.
const isScaledToo = missing === null || process.env['REQUIRE_ALL'] === '1';
if (!isScaledToo) process.stderr.write(`SKIPPED: ${onBoth.join()} (scaled): ${missing}\n`);

export default defineConfig({
  test: {
    // Limits for telling what is wrong, not for how fast a machine must be: tests wait for conditions.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // A machine that stood still for a moment stops no release, and who needed the second go is named.
    retry: inCi ? 1 : 0,
    reporters: inCi ? ['default', new FlakyReporter()] : ['default'],
    projects: [
      { extends: true, test: { name: 'embedded', include: ['test/**/*.test.{ts,tsx}'] } },
      ...(isScaledToo
        ? [
            {
              extends: true as const,
              test: {
                name: 'scaled',
                include: onBoth,
                exclude: embeddedOnly,
                env: { TEST_INSTALLATION: 'scaled' },
                globalSetup: 'test/support/redis-of-the-run.ts',
              },
            },
          ]
        : []),
    ],
  },
});
