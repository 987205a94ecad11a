import { recordId, to18 } from './ids.ts';
import { createSchema, customFields, type FieldDef, type ObjectDef } from './schema.ts';

export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;

interface Stored {
  row: Row;
  /** Epoch ms; null: it is there. */
  deletedAt: number | null;
  /** Epoch ms from which searches find it. */
  indexedAt: number;
}

export interface OrgOptions {
  /** Custom fields of Task. */
  taskFields?: readonly FieldDef[];
  /** Objects and fields ("Contact.AssistantPhone", "Lead") that the API's user does not see. */
  hidden?: readonly string[];
  /** How long a search does not find what was written, ms. */
  searchLagMs?: number;
  /** API calls in 24 hours. */
  apiLimit?: number;
  /** An active duplicate rule: same last name and same phone. */
  duplicateRule?: boolean;
}

/** The records of an org, without any API. */
export interface Org {
  readonly options: Required<OrgOptions>;
  readonly schema: ReadonlyMap<string, ObjectDef>;
  /** API calls of the last 24 hours; tests set it. */
  usage: { used: number; limit: number };
  /** The user that the API acts as. */
  readonly apiUser: string;
  /** Inserts without any validation; `at` (epoch ms) sets the dates. */
  put(object: string, row: Row, at?: number): string;
  change(object: string, id: string, changes: Row): void;
  remove(object: string, id: string): void;
  /** By 15 or 18 characters. */
  get(object: string, id: string): Stored | undefined;
  /** The record that has this value in a field that is unique or an External Id. */
  withKey(object: string, field: string, value: Value): Row | undefined;
  /** Those that are there. */
  rows(object: string): Row[];
  searchable(object: string): Row[];
  deleted(object: string): { id: string; at: number }[];
}

export function createOrg(options: OrgOptions = {}): Org {
  const {
    taskFields = customFields,
    hidden = [],
    searchLagMs = 0,
    apiLimit = 100_000,
    duplicateRule = false,
  } = options;
  const schema = visibleSchema(taskFields, hidden);
  const tables = new Map<string, Map<string, Stored>>();
  let records = 0;
  let lastAt = 0;
  /** Each write is later than the one before. */
  const tick = (): number => (lastAt = Math.max(Date.now(), lastAt + 1));
  const table = (object: string): Map<string, Stored> => {
    const known = tables.get(object) ?? new Map<string, Stored>();
    tables.set(object, known);
    return known;
  };
  const keys = new Map<string, string>();
  const noteKeys = (object: string, row: Row): void => {
    for (const { name, unique, externalId } of schema.get(object)?.fields.values() ?? []) {
      if ((unique || externalId) && row[name] !== undefined)
        keys.set(keyOf(object, name, row[name]), String(row['Id']));
    }
  };
  const org: Org = {
    options: { taskFields, hidden, searchLagMs, apiLimit, duplicateRule },
    schema,
    usage: { used: 0, limit: apiLimit },
    apiUser: recordId('005', 1),
    put(object, row, at = tick()) {
      const id =
        typeof row['Id'] === 'string' ? row['Id'] : recordId(createdPrefix(schema, object), ++records);
      const stamp = new Date(at).toISOString();
      const stamps = { CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp };
      table(object).set(id, {
        row: { OwnerId: org.apiUser, ...stamps, ...row, Id: id },
        deletedAt: null,
        indexedAt: at + searchLagMs,
      });
      noteKeys(object, { ...row, Id: id });
      return id;
    },
    change(object, id, changes) {
      const stored = org.get(object, id);
      if (stored === undefined) return;
      const at = tick();
      const stamp = new Date(at).toISOString();
      Object.assign(stored.row, changes, { LastModifiedDate: stamp, SystemModstamp: stamp });
      stored.indexedAt = at + searchLagMs;
      noteKeys(object, stored.row);
    },
    remove(object, id) {
      const stored = org.get(object, id);
      if (stored !== undefined) stored.deletedAt = tick();
    },
    get: (object, id) => table(object).get(to18(id)),
    withKey(object, name, value) {
      const stored = table(object).get(keys.get(keyOf(object, name, value)) ?? '');
      return stored?.deletedAt === null && stored.row[name] === value ? stored.row : undefined;
    },
    rows: (object) =>
      [...table(object).values()].flatMap(({ row, deletedAt }) => (deletedAt === null ? [row] : [])),
    searchable: (object) =>
      [...table(object).values()].flatMap(({ row, deletedAt, indexedAt }) =>
        deletedAt === null && indexedAt <= Date.now() + 1_000 * Number(searchLagMs === 0) ? [row] : [],
      ),
    deleted: (object) =>
      [...table(object)].flatMap(([id, { deletedAt }]) =>
        deletedAt === null ? [] : [{ id, at: deletedAt }],
      ),
  };
  org.put('User', {
    Id: org.apiUser,
    Name: 'Ringside Integration',
    Email: 'ringside@example.com',
    IsActive: true,
    UserType: 'Standard',
    TimeZoneSidKey: 'Europe/Prague',
  });
  org.put('Organization', { Name: 'Acme s.r.o.', IsSandbox: false, TimeZoneSidKey: 'Europe/Prague' });
  return org;
}

function keyOf(object: string, field: string, value: Value): string {
  return `${object}.${field}=${String(value)}`;
}

function createdPrefix(schema: ReadonlyMap<string, ObjectDef>, object: string): string {
  return schema.get(object)?.prefix ?? 'a00';
}

function visibleSchema(taskFields: readonly FieldDef[], hidden: readonly string[]): Map<string, ObjectDef> {
  const schema = createSchema(taskFields);
  for (const path of hidden) {
    const [object = '', field] = path.split('.');
    if (field === undefined) schema.delete(object);
    else schema.get(object)?.fields.delete(field);
  }
  return schema;
}
