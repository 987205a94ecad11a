import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { projectRoot } from '../../../src/platform/project-root.ts';
import { drill, type DrillResult } from './drill.ts';
import { whyNot } from './installations.ts';
import { isSound, toFaultList, toMarkdown, writeReport } from './report.ts';

/** `npm run chaos`: see docs/reliability.md. */
const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'both' },
    calls: { type: 'string', default: '6000' },
    faults: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    pace: { type: 'string', default: '80' },
    write: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().nonnegative();
const { mode, calls, faults, seed, pace } = z
  .object({
    mode: z.enum(['embedded', 'scaled', 'both']),
    ...{ calls: count, faults: count, seed: count, pace: count },
  })
  .parse(values);
const modes = mode === 'both' ? (['embedded', 'scaled'] as const) : [mode];
const command = `npm run chaos -- --mode=${mode} --calls=${calls} --faults=${faults} --seed=${seed} --pace=${pace}`;
console.log(`The same again: ${command}`);

for (const one of modes) {
  const missing = whyNot(one);
  if (missing !== null) throw new Error(`${one}: ${missing}`);
}
const results: DrillResult[] = [];
for (const one of modes) {
  const result = await drill({
    ...{ mode: one, calls, faults, seed, eventsPerSecond: pace },
    settleWithinMs: 900_000,
    main: 'dist/test/chaos/impatient.js',
    tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
  });
  results.push(result);
  console.log(`\n${toMarkdown([result])}\n\n${toFaultList(result)}`);
}
if (values.write) writeReport(join(projectRoot(), 'docs/reliability.md'), results, command);
process.exit(results.every(isSound) ? 0 : 1);
