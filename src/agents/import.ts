import type { NamedAgent, Names } from './naming.ts';
import type { SheetRow } from './spreadsheet.ts';

/** What becomes of one row of a file. */
export interface RowFate {
  line: number;
  email: string;
  fate: 'add' | 'change' | 'same' | 'fault';
  /** In words; for a fault, what is wrong. */
  message: string;
}

export interface ImportPlan {
  fates: RowFate[];
  /** The agents to put: those that are new or change. */
  put: NamedAgent[];
}

/**
 * Compares a file with the agents there are. An agent whom the file names gets exactly the phones and CRM users that it
 * gives; agents whom it does not name stay as they are. One row at fault keeps its whole agent out.
 */
export function planImport(
  rows: readonly SheetRow[],
  agents: readonly (NamedAgent & { provisioned: boolean })[],
  names: Names,
): ImportPlan {
  const existing = new Map(agents.map((agent) => [agent.email, agent]));
  const holders = holdersOf(agents, new Set(rows.map(({ email }) => email.toLowerCase())));
  const fates: RowFate[] = [];
  const put: NamedAgent[] = [];
  for (const group of byEmail(rows)) {
    const before = existing.get(group.email) ?? null;
    const faults = group.rows.map((row) => rowFault(row, before, names) ?? claim(holders, row));
    const isFaulty = faults.some((fault) => fault !== null);
    const after = merged(group.rows, before, group.email);
    const fate = isFaulty ? 'fault' : fateOf(before, after);
    if (fate === 'add' || fate === 'change') put.push(after);
    group.rows.forEach(({ line }, at) => {
      const message =
        faults[at] ?? (isFaulty ? 'Another row of this agent has a fault' : words(fate, before, after));
      fates.push({ line, email: group.email, fate, message });
    });
  }
  return { fates: fates.sort((a, b) => a.line - b.line), put };
}

function byEmail(rows: readonly SheetRow[]): { email: string; rows: SheetRow[] }[] {
  const groups = new Map<string, SheetRow[]>();
  for (const row of rows) {
    const email = row.email.toLowerCase();
    const group = groups.get(email);
    if (group) group.push(row);
    else groups.set(email, [row]);
  }
  return [...groups].map(([email, group]) => ({ email, rows: group }));
}

function merged(rows: readonly SheetRow[], before: NamedAgent | null, email: string): NamedAgent {
  return {
    name: rows.find(({ name }) => name !== '')?.name ?? before?.name ?? email,
    email,
    pbx: distinct(rows.filter(({ source }) => source !== '').map(phoneOf)),
    crm: distinct(
      rows
        .filter(({ connection }) => connection !== '')
        .map(({ connection, crm_user: user }) => ({ connection, user })),
    ),
  };
}

function distinct<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}

function phoneOf({ source, user, extension, device }: SheetRow): NamedAgent['pbx'][number] {
  return { source, ...(user && { user }), ...(extension && { extension }), ...(device && { device }) };
}

const emailLike = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function rowFault(row: SheetRow, before: { provisioned: boolean } | null, names: Names): string | null {
  if (!emailLike.test(row.email)) return 'The e-mail address is missing or no address';
  if (before?.provisioned) return 'This agent comes from a configuration file: change it there';
  return phoneFault(row, names) ?? crmFault(row, names);
}

function phoneFault({ source, user, extension, device }: SheetRow, names: Names): string | null {
  const phone = user + extension + device;
  if (source === '') return phone === '' ? null : 'Name the phone system (source) of this phone';
  if (!names.sources.some(({ name }) => name === source)) return `There is no phone system named ${source}`;
  return phone === '' ? 'Give a user, an extension or a device' : null;
}

function crmFault({ connection, crm_user: user }: SheetRow, names: Names): string | null {
  if (connection === '') return user === '' ? null : 'Name the connection of this CRM user';
  if (!names.connections.some(({ name }) => name === connection))
    return `There is no connection named ${connection}`;
  return user === '' ? 'Give the CRM user’s id' : null;
}

type Holders = Map<string, string>;

/** Whose each phone is, of the agents that the file leaves alone. */
function holdersOf(agents: readonly NamedAgent[], named: ReadonlySet<string>): Holders {
  const holders: Holders = new Map();
  for (const { email, pbx } of agents) {
    if (named.has(email)) continue;
    for (const phone of pbx) for (const key of phoneKeys(phone)) holders.set(key, email);
  }
  return holders;
}

/** Takes the row's phone for its agent; a fault when it is another's, here or in the file. */
function claim(holders: Holders, row: SheetRow): string | null {
  const email = row.email.toLowerCase();
  const keys = row.source === '' ? [] : phoneKeys(phoneOf(row));
  const other = keys
    .map((key) => holders.get(key))
    .find((holder) => holder !== undefined && holder !== email);
  for (const key of keys) if (!holders.has(key)) holders.set(key, email);
  return other === undefined ? null : `This phone is ${other}’s already`;
}

function phoneKeys({ source, user, extension, device }: NamedAgent['pbx'][number]): string[] {
  const ways = { user, extension, device };
  return Object.entries(ways).flatMap(([way, value]) => (value ? [`${source}\n${way}\n${value}`] : []));
}

function fateOf(before: NamedAgent | null, after: NamedAgent): 'add' | 'change' | 'same' {
  if (before === null) return 'add';
  return signature(before) === signature(after) ? 'same' : 'change';
}

/** In whatever order. */
function signature({ name, pbx, crm }: NamedAgent): string {
  const phones = pbx.map((phone) => phoneKeys(phone).join());
  return JSON.stringify([
    name,
    phones.sort(),
    crm.map(({ connection, user }) => `${connection}\n${user}`).sort(),
  ]);
}

function words(fate: RowFate['fate'], before: NamedAgent | null, after: NamedAgent): string {
  if (fate === 'add') return 'New agent';
  if (fate === 'same' || before === null) return 'Nothing changes';
  const kept = new Set(after.pbx.flatMap(phoneKeys));
  const lost = before.pbx.filter((phone) => !phoneKeys(phone).some((key) => kept.has(key)));
  if (lost.length === 0) return 'Changes';
  return `Changes, and loses ${lost.map(({ source, ...phone }) => `${Object.values(phone).join('/')} on ${source}`).join(', ')}`;
}
