import { join } from 'node:path';
import { projectRoot } from '../src/platform/project-root.ts';
import { figures, isFigure } from './figures/index.ts';
import type { Settings } from './figures/settings.ts';
import { writeFigure } from './report/document.ts';
import { toMarkdown } from './report/figure.ts';
import { provenance } from './report/machine.ts';
import { createWorlds, type Worlds } from './world/world.ts';

const usage = `npm run bench [-- [${Object.keys(figures).join('|')}]… [--rounds=3] [--scale=1] [--dry]]

  --rounds  how often each variant is measured
  --scale   less than 1: fewer requests, for a quick look
  --dry     leave docs/benchmarks.md alone
`;

/** Whoever interrupts it finds nothing of it left. */
function leaveNothingBehind(worlds: Worlds): void {
  // Each process under load has one.
  process.setMaxListeners(100);
  process.once('exit', () => worlds.dropAll());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}

/** Measures what was asked for, everything by default, and writes it to docs/benchmarks.md. */
async function main(words: readonly string[]): Promise<void> {
  const option = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const asked = words.filter((word) => !word.startsWith('--'));
  if (words.includes('--help') || !asked.every(isFigure)) {
    process.stdout.write(usage);
    return;
  }
  const rounds = Number(option('rounds') ?? 3);
  const scale = Number(option('scale') ?? 1);
  const worlds = createWorlds();
  leaveNothingBehind(worlds);
  const settings: Settings = { worlds, rounds, scale, say: (text) => process.stderr.write(`  ${text}\n`) };
  try {
    for (const id of asked.length > 0 ? asked.filter(isFigure) : Object.keys(figures).filter(isFigure)) {
      process.stderr.write(`${id}\n`);
      const figure = await figures[id](settings);
      if (figure === null) continue;
      process.stdout.write(`${toMarkdown(figure)}\n\n`);
      if (words.includes('--dry') || scale !== 1) continue;
      const file = join(projectRoot(), 'docs', 'benchmarks.md');
      writeFigure(file, figure, provenance(`npm run bench -- ${id}`, rounds));
    }
  } finally {
    worlds.dropAll();
  }
}

await main(process.argv.slice(2));
