import { cpus, totalmem } from 'node:os';

/** What the figures were measured on, without saying whose it is. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

/** The line under each table. `command` is what repeats it. */
export function provenance(command: string, rounds: number): string {
  const day = new Date().toISOString().slice(0, 10);
  return `_${day}, ${machine()}, loopback. \`${command}\`, ${rounds} interleaved rounds: median (min–max)._`;
}
