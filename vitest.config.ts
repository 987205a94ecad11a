import { defineConfig } from 'vitest/config';
import { FlakyReporter } from './test/support/flaky-reporter.ts';

const inCi = process.env['CI'] !== undefined;

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Limits for telling what is wrong, not for how fast a machine must be: tests wait for conditions.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // A machine that stood still for a moment stops no release, and who needed the second go is named.
    retry: inCi ? 1 : 0,
    reporters: inCi ? ['default', new FlakyReporter()] : ['default'],
  },
});
