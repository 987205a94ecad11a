import type { Reporter, TestModule } from 'vitest/node';

/** Names, loudly and last, the tests that passed only when they were run again: each is a defect to mend. */
export class FlakyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `  ${module.relativeModuleId}: ${test.fullName}`),
    );
    if (flaky.length > 0)
      console.error(`\n*** FLAKY, passed only when run again: ***\n${flaky.join('\n')}\n`);
  }
}
