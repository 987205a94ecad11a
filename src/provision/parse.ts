import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { fieldPath } from '../platform/field-path.ts';
import type { ProvisionFault } from './fault.ts';

export type Env = Readonly<Record<string, string | undefined>>;
export type Path = readonly (string | number)[];

export interface ProvisionFile {
  /** Shown in faults. */
  name: string;
  text: string;
}

export interface ParsedFile {
  name: string;
  /** With variables replaced; null when the file is no YAML. */
  value: unknown;
  /** Text that is no YAML, and variables that are not set. */
  faults: ProvisionFault[];
  /** Paths whose variable is not set: no use in complaining about them twice. */
  unset: ReadonlySet<string>;
  fault(path: Path, message: string): ProvisionFault;
}

/**
 * A plain `${NAME}` is no YAML inside `{ … }`, and putting the value in before parsing would let a password with a
 * quote or a colon change the file's meaning. So variables are parsed as words between two private characters, and
 * replaced in the strings that come out.
 */
const open = '\uE000';
const close = '\uE001';
const written = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const parsed = new RegExp(`${open}([A-Za-z_][A-Za-z0-9_]*)${close}`, 'g');

/** One file's YAML. A variable's value is always text, never a number or a list. */
export function parseFile({ name, text }: ProvisionFile, env: Env): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(written, `${open}$1${close}`), { lineCounter: lines });
  const lineOf = (path: Path): number | null => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
  const fault = (path: Path, message: string): ProvisionFault => ({
    ...{ file: name, line: lineOf(path), path: fieldPath(path), message },
  });
  const broken = faultsOfText(name, document);
  if (broken.length > 0) return { name, value: null, faults: broken, unset: new Set(), fault };
  const faults: ProvisionFault[] = [];
  const unset = new Set<string>();
  const replace = (value: string, path: Path): string =>
    value.replace(parsed, (_, variable: string) => {
      const found = env[variable];
      if (found !== undefined) return found;
      unset.add(fieldPath(path));
      faults.push(fault(path, `The environment variable ${variable} is not set`));
      return '';
    });
  const value = mapStrings(document.toJS(), replace, []);
  return { name, value, faults, unset, fault };
}

function faultsOfText(file: string, document: Document.Parsed): ProvisionFault[] {
  const faults = document.errors.map((error) => ({
    file,
    line: error.linePos?.[0].line ?? null,
    path: '',
    // Without the excerpt that follows: it may hold a secret.
    message: (error.message.split('\n', 1)[0] ?? '').replace(/ at line \d+.*$/, ''),
  }));
  if (faults.length > 0) return faults;
  try {
    document.toJS();
    return [];
  } catch (error) {
    // Aliases to nothing, or to ever more aliases.
    return [{ file, line: null, path: '', message: error instanceof Error ? error.message : 'unreadable' }];
  }
}

function mapStrings(value: unknown, replace: (text: string, path: Path) => string, path: Path): unknown {
  if (typeof value === 'string') return replace(value, path);
  if (Array.isArray(value)) return value.map((item: unknown, at) => mapStrings(item, replace, [...path, at]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapStrings(item, replace, [...path, key])]),
  );
}
