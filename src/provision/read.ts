import { z } from 'zod';
import { crossFaults, type Known } from './cross-check.ts';
import { entryShapes, type ProvisionDocument, type Section } from './document.ts';
import { ProvisionError, type ProvisionFault } from './fault.ts';
import { parseFile, type Env, type ParsedFile, type Path, type ProvisionFile } from './parse.ts';
import { emptyDocument, type Placed, type PlacedDocument } from './placed.ts';

/**
 * All files as one checked document. Pure: texts, environment and what is `known` come in. Throws `ProvisionError`
 * with every fault of all files: text that is no YAML, missing variables, malformed entries, names that do not exist
 * or appear twice.
 */
export function readProvision(files: readonly ProvisionFile[], env: Env, known: Known): ProvisionDocument {
  const faults: ProvisionFault[] = [];
  const all = emptyDocument();
  for (const text of files) {
    const file = parseFile(text, env);
    faults.push(...file.faults, ...takeIn(all, file, known));
  }
  faults.push(...crossFaults(all, known));
  if (faults.length > 0) throw new ProvisionError(faults);
  return {
    sources: entries(all.sources),
    connections: entries(all.connections),
    agents: entries(all.agents),
    people: entries(all.people),
    apiKeys: entries(all.apiKeys),
    directory: entries(all.directory),
  };
}

/** Adds what is well formed in `file`; answers the faults of the rest. */
function takeIn(all: PlacedDocument, file: ParsedFile, known: Known): ProvisionFault[] {
  if (file.value === null) return [];
  const outer = z.record(z.string(), z.unknown()).safeParse(file.value);
  if (!outer.success) return [file.fault([], `Write sections: ${sections.join(', ')}`)];
  const faults = Object.keys(outer.data)
    .filter((section) => !sections.includes(section))
    .map((section) =>
      file.fault([section], `There is no such section; write one of: ${sections.join(', ')}`),
    );
  const listed = (section: Section): unknown[] => {
    const list = z.array(z.unknown()).nullish().safeParse(outer.data[section]);
    if (!list.success) faults.push(file.fault([section], 'Write a list'));
    return list.data ?? [];
  };
  const take = <T>(section: Section, shape: z.ZodType<T>): Placed<T>[] =>
    listed(section).flatMap((raw, at) => {
      const entry = shape.safeParse(raw, { error: inWords });
      if (entry.success) return [{ entry: entry.data, path: [section, at], file }];
      faults.push(...faultsIn(file, [section, at], entry.error));
      const name = named.safeParse(raw).data?.name;
      // A misspelt source must not make a fault of every agent that names it.
      if (name !== undefined) all.malformed.add(`${section} ${name}`);
      return [];
    });
  all.sources.push(...take('sources', sourceShape(known.dialects)));
  all.connections.push(...take('connections', entryShapes.connections));
  all.agents.push(...take('agents', entryShapes.agents));
  all.people.push(...take('people', entryShapes.people));
  all.apiKeys.push(...take('apiKeys', entryShapes.apiKeys));
  all.directory.push(...take('directory', entryShapes.directory));
  return faults;
}

/** Checked with the entry, so that another fault of it does not hide this one. */
function sourceShape(dialects: readonly string[]) {
  const message = `Write one of: ${dialects.join(', ')}`;
  return entryShapes.sources.extend({
    dialect: z.string().refine((name) => dialects.includes(name), message),
  });
}

const sections: readonly string[] = Object.keys(entryShapes);
const named = z.object({ name: z.string() });

function entries<T>(placed: readonly Placed<T>[]): T[] {
  return placed.map(({ entry }) => entry);
}

function faultsIn(file: ParsedFile, base: Path, error: z.ZodError): ProvisionFault[] {
  return error.issues
    .map((issue) => file.fault([...base, ...issue.path.filter(isStep)], issue.message))
    .filter((fault) => !file.unset.has(fault.path));
}

function isStep(part: PropertyKey): part is string | number {
  return typeof part !== 'symbol';
}

/** YAML reads `101` as a number and `+420…` too, without its plus: say what helps. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return `There is no ${issue.keys.join(', ')} here`;
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'This is missing';
  if (issue.expected === 'string' && typeof issue.input === 'number')
    return 'Write this in quotes: it is no number';
  return undefined;
};
