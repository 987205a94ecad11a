import type { Fault } from '../model/event.ts';
import { draftFaults, type SourceKnowledge } from '../pbx/source.ts';
import type { Entry } from './document.ts';
import type { ProvisionFault } from './fault.ts';
import type { Path } from './parse.ts';
import type { Placed, PlacedDocument } from './placed.ts';

/** What is there already, and who knows the rest. */
export interface Known extends SourceKnowledge {
  /** Names of the sources in the database. */
  sources: readonly string[];
  /** Connections in the database. */
  connections: readonly { name: string; crm: string }[];
  /** Faults of a connection by the connector's own schema; `field` as `settings.url`. */
  connectionFaults(draft: Entry<'connections'>): readonly Fault[];
}

/** Faults that no entry has by itself: names twice, names of nothing, numbers that are none. */
export function crossFaults(all: PlacedDocument, known: Known): ProvisionFault[] {
  return [
    ...twice(all.sources, 'name', ({ name }) => name),
    ...twice(all.sources, 'key', ({ key }) => key ?? null),
    ...twice(all.connections, 'name', ({ name }) => name),
    ...twice(all.agents, 'email', ({ email }) => email),
    ...twice(all.people, 'email', ({ email }) => email),
    ...twice(all.apiKeys, 'name', ({ name }) => name),
    ...twice(all.apiKeys, 'key', ({ key }) => key),
    ...all.sources.flatMap((placed) => at(placed, draftFaults(placed.entry, known))),
    ...all.connections.flatMap((placed) => at(placed, known.connectionFaults(placed.entry))),
    ...phonesTwice(all.agents),
    ...unknownNames(all, known),
  ];
}

function twice<T>(
  placed: readonly Placed<T>[],
  field: string,
  keyOf: (entry: T) => string | null,
): ProvisionFault[] {
  const seen = new Set<string>();
  return placed.flatMap(({ entry, file, path }) => {
    const key = keyOf(entry);
    if (key === null || !seen.has(key)) {
      if (key !== null) seen.add(key);
      return [];
    }
    return [file.fault([...path, field], `Another entry has this ${field} already`)];
  });
}

/** A phone can be one agent's only. */
function phonesTwice(agents: readonly Placed<Entry<'agents'>>[]): ProvisionFault[] {
  const holders = new Map<string, string>();
  return agents.flatMap(({ entry, file, path }) =>
    entry.pbx.flatMap((phone, index) =>
      (['user', 'extension', 'device'] as const).flatMap((way) => {
        const value = phone[way];
        if (value === undefined) return [];
        const key = [phone.source, way, value].join('\n');
        const holder = holders.get(key) ?? entry.email;
        holders.set(key, holder);
        if (holder === entry.email) return [];
        return [file.fault([...path, 'pbx', index, way], `This phone is ${holder}'s already`)];
      }),
    ),
  );
}

function unknownNames(all: PlacedDocument, known: Known): ProvisionFault[] {
  const sources = new Set([...known.sources, ...all.sources.map(({ entry }) => entry.name)]);
  const crmOf = new Map(known.connections.map(({ name, crm }) => [name, crm]));
  for (const { entry } of all.connections) crmOf.set(entry.name, entry.crm);
  const connections = new Set([...crmOf.keys(), ...all.directory.map(({ entry }) => entry.connection)]);
  const faults: ProvisionFault[] = [];
  for (const { entry, file, path } of all.agents) {
    entry.pbx.forEach(({ source }, index) => {
      if (sources.has(source) || all.malformed.has(`sources ${source}`)) return;
      faults.push(file.fault([...path, 'pbx', index, 'source'], `There is no source named ${source}`));
    });
    entry.crm.forEach(({ connection }, index) => {
      if (connections.has(connection) || all.malformed.has(`connections ${connection}`)) return;
      faults.push(
        file.fault([...path, 'crm', index, 'connection'], `There is no connection named ${connection}`),
      );
    });
  }
  for (const { entry, file, path } of all.directory) {
    const crm = crmOf.get(entry.connection) ?? 'directory';
    if (crm === 'directory') continue;
    faults.push(
      file.fault([...path, 'connection'], `${entry.connection} is no contact book but a ${crm} connection`),
    );
  }
  return faults;
}

/** Faults of one entry, as another module words them: `settings.url`, `ownNumbers[2]`. */
function at<T>({ file, path }: Placed<T>, faults: readonly Fault[]): ProvisionFault[] {
  return faults.map(({ field, message }) => file.fault([...path, ...steps(field)], message));
}

function steps(field: string): Path {
  const parts = field.split(/[.[\]]+/).filter((part) => part !== '');
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
