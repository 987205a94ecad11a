import type { Audit, NewEntry } from '../audit/audit.ts';
import { changeOf } from '../audit/change.ts';
import { digest } from '../platform/secret.ts';
import type { Foundation } from './foundation.ts';

interface Thing {
  area: string;
  name: string;
  state: Record<string, unknown>;
}

/** What is configured, thing by thing, and the fingerprints of its secrets. */
export type Inventory = ReadonlyMap<string, Thing>;

type Configured = Pick<Foundation, 'db' | 'sources' | 'connections' | 'agents' | 'apiKeys'>;

export async function takeInventory(base: Configured): Promise<Inventory> {
  const { db, sources, connections, agents, apiKeys } = base;
  const people = await db.selectFrom('people').selectAll().execute();
  const keys = await db.selectFrom('api_keys').select(['id', 'key_hash']).execute();
  const hashes = new Map(keys.map((row) => [row.id, row.key_hash]));
  const things: Thing[] = [
    ...sources
      .list()
      .map(({ id: _, ownNumbers, ...state }) =>
        thing('sources', state.name, { ...state, ownNumbers: [...ownNumbers] }),
      ),
    ...connections.list().map(({ id, name, crm, rules, provisioned }) => {
      const settings = fingerprint(JSON.stringify(connections.settingsOf(id)));
      return thing('connections', name, { name, crm, rules, settings, provisioned });
    }),
    ...agents.list().map(({ id: _, ...state }) => thing('agents', state.email, state)),
    ...people.map(({ email, name, role, provisioned, disabled, password_hash: password }) =>
      thing('people', email, { email, name, role, provisioned, disabled, password }),
    ),
    ...apiKeys
      .list()
      .map(({ id, name, role, provisioned }) =>
        thing('api-keys', name, { name, role, provisioned, key: hashes.get(id) }),
      ),
  ];
  return new Map(things.map((one) => [`${one.area} ${one.name}`, one]));
}

function thing(area: string, name: string, state: Record<string, unknown>): Thing {
  return { area, name, state };
}

/** Tells two apart and gives neither away: a connector names its secrets as it likes. */
function fingerprint(text: string): string {
  return digest(text).slice(0, 8);
}

/** Writes down what the files changed: nothing, where they say what was so already. */
export async function auditProvisioning(
  audit: Pick<Audit, 'add'>,
  before: Inventory,
  after: Inventory,
): Promise<void> {
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const entry = entryOf(before.get(key), after.get(key));
    if (entry !== null) await audit.add(entry);
  }
}

/** Null: nothing is different. */
function entryOf(was: Thing | undefined, is: Thing | undefined): NewEntry | null {
  const about = is ?? was;
  const change = changeOf(was?.state ?? null, is?.state ?? null);
  if (about === undefined || (isEmpty(change.before) && isEmpty(change.after))) return null;
  return {
    actor: { kind: 'files', name: 'provisioning', id: null },
    ...{ address: null, area: about.area, action: 'apply', subject: about.name, ...change },
    summary: was === undefined ? 'Add what a file names' : 'Change what a file names',
  };
}

function isEmpty(fields: object | null): boolean {
  return fields === null || Object.keys(fields).length === 0;
}
