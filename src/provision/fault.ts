/** Where in the files, and what is wrong there. */
export interface ProvisionFault {
  file: string;
  /** From 1; null: not known. */
  line: number | null;
  /** `sources[0].key`; empty: the file as a whole. */
  path: string;
  message: string;
}

/** The start must not go on. `message` lists every fault of every file, one per line, without any value. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';
  readonly faults: readonly ProvisionFault[];

  constructor(faults: readonly ProvisionFault[]) {
    super(`The provisioning files have faults:\n${faults.map((fault) => `  ${inWords(fault)}`).join('\n')}`);
    this.faults = faults;
  }
}

function inWords({ file, line, path, message }: ProvisionFault): string {
  const place = line === null ? file : `${file}:${line}`;
  return path === '' ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}
