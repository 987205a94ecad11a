import { parseArgs } from 'node:util';
import { drill, type DrillResult } from './drill.ts';
import { whyNot, type Mode } from './installations.ts';

/** `npm run chaos`: see docs/reliability.md. */
const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'both' },
    calls: { type: 'string', default: '6000' },
    faults: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    pace: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
});
const modes: Mode[] =
  values.mode === 'both' ? ['embedded', 'scaled'] : [values.mode === 'scaled' ? 'scaled' : 'embedded'];
const seed = Number(values.seed);
const mostShown = 10;
const results: DrillResult[] = [];
for (const mode of modes) {
  const missing = whyNot(mode);
  if (missing !== null) throw new Error(`${mode}: ${missing}`);
  const result = await drill({
    ...{ mode, seed, calls: Number(values.calls), faults: Number(values.faults) },
    eventsPerSecond: Number(values.pace),
    settleWithinMs: 900_000,
    tell: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
  });
  console.log(result);
  results.push(result);
}
process.exitCode = results.some(({ lost, doubled, wrong }) => lost.length + doubled.length + wrong.length > 0)
  ? 1
  : 0;
void mostShown;
