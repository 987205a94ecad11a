import { RestError } from './answer.ts';
import { isWellFormed, to18 } from './ids.ts';
import type { Org, Row, Value } from './org.ts';
import type { FieldDef, ObjectDef } from './schema.ts';

export interface SaveFault {
  code: string;
  message: string;
  fields: string[];
  more?: object;
}

export type SaveResult = { ok: true; id: string; created: boolean } | { ok: false; fault: SaveFault };

const fault = (code: string, message: string, ...fields: string[]): SaveFault => ({ code, message, fields });

/**
 * Creates or changes (`id`) a record as the API would.
 *
 * @throws RestError for what makes the API refuse the whole request
 */
export function save(
  org: Org,
  object: string,
  input: Record<string, unknown>,
  id: string | null,
): SaveResult {
  const definition = org.schema.get(object);
  if (definition === undefined)
    throw new RestError(404, 'NOT_FOUND', 'The requested resource does not exist');
  const row = readRow(definition, input);
  const found = firstFault(org, definition, row, id);
  if (found !== null) return { ok: false, fault: found };
  if (id === null) return { ok: true, id: org.put(object, withDefaults(definition, row)), created: true };
  org.change(object, id, named(definition, row));
  return { ok: true, id: to18(id), created: false };
}

function readRow({ name: object, fields }: ObjectDef, input: Record<string, unknown>): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(input)) {
    if (name === 'attributes') continue;
    const field = fields.get(name);
    if (field === undefined) {
      throw new RestError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object}`);
    }
    row[name] = readValue(field, value);
  }
  return row;
}

const plainTypes: Partial<Record<FieldDef['type'], string>> = {
  boolean: 'boolean',
  int: 'number',
  double: 'number',
};

function readValue({ name, type }: FieldDef, value: unknown): Value {
  const wanted = plainTypes[type] ?? 'string';
  if (value === null || value === undefined) return null;
  if (typeof value !== wanted) {
    throw new RestError(
      400,
      'JSON_PARSER_ERROR',
      `Cannot deserialize instance of ${type} from ${typeof value} value`,
      [name],
    );
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new RestError(400, 'JSON_PARSER_ERROR', 'Unexpected value', [name]);
}

type Check = (org: Org, definition: ObjectDef, row: Row, id: string | null) => SaveFault | null;

function firstFault(...[org, definition, row, id]: Parameters<Check>): SaveFault | null {
  for (const check of [isThere, required, fieldFaults, taskLinks, unique, duplicateRule]) {
    const found = check(org, definition, row, id);
    if (found !== null) return found;
  }
  return null;
}

const isThere: Check = (org, { name }, _row, id) => {
  if (id === null) return null;
  const stored = org.get(name, id);
  if (stored === undefined) return fault('NOT_FOUND', 'The requested resource does not exist');
  return stored.deletedAt === null ? null : fault('ENTITY_IS_DELETED', 'entity is deleted');
};

const required: Check = (_org, { fields }, row, id) => {
  const needed = [...fields.values()].filter(
    ({ nillable, createable, defaultedOnCreate }) => !nillable && createable && !defaultedOnCreate,
  );
  const missing = needed
    .map(({ name }) => name)
    .filter((name) => (id === null ? (row[name] ?? '') === '' : name in row && (row[name] ?? '') === ''));
  if (missing.length === 0) return null;
  return fault('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, ...missing);
};

const fieldFaults: Check = (org, { fields }, row, id) => {
  for (const [name, value] of Object.entries(row)) {
    const field = fields.get(name);
    const found = field === undefined || value === null ? null : valueFault(org, field, value, id === null);
    if (found !== null) return found;
  }
  return null;
};

function valueFault(org: Org, field: FieldDef, value: Value, isNew: boolean): SaveFault | null {
  const { name, type, length, createable, updateable } = field;
  if (!(isNew ? createable : updateable)) {
    return fault('INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}.`, name);
  }
  if (type === 'reference') return referenceFault(org, field, String(value));
  if (field.restrictedPicklist && !field.picklistValues.some((one) => one.value === value)) {
    return fault(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${name}: bad value for restricted picklist field: ${String(value)}`,
      name,
    );
  }
  if (length > 0 && String(value).length > length) {
    return fault(
      'STRING_TOO_LONG',
      `${name}: data value too large: ${String(value).slice(0, 20)} (max length=${String(length)})`,
      name,
    );
  }
  const format = formats[type];
  return format === undefined || format.test(String(value))
    ? null
    : fault('JSON_PARSER_ERROR', `${name}: not a ${type}`, name);
}

const formats: Partial<Record<FieldDef['type'], RegExp>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/,
  email: /^\S+@\S+\.\S+$/,
};

function referenceFault(org: Org, { name, referenceTo }: FieldDef, id: string): SaveFault | null {
  const found = referenceTo.map((object) => org.get(object, id)).find((stored) => stored !== undefined);
  if (found === undefined) {
    return isWellFormed(id)
      ? fault('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
      : fault('MALFORMED_ID', `${name}: id value of incorrect type: ${id}`, name);
  }
  if (found.deletedAt !== null) return fault('ENTITY_IS_DELETED', 'entity is deleted');
  if (found.row['IsActive'] === false)
    return fault('INACTIVE_OWNER_OR_USER', 'operation performed with inactive user', name);
  return null;
}

const taskLinks: Check = (_org, { name }, { WhoId, WhatId }) =>
  name === 'Task' && typeof WhatId === 'string' && String(WhoId).startsWith('00Q')
    ? fault('FIELD_INTEGRITY_EXCEPTION', 'Related To ID: can’t be set together with a lead', 'WhatId')
    : null;

const unique: Check = (org, { name: object, fields }, row, id) => {
  for (const { name } of [...fields.values()].filter((one) => one.unique)) {
    const twin = org.withKey(object, name, row[name] ?? null);
    if (twin !== undefined && twin['Id'] !== id) {
      const there = String(twin['Id']).slice(0, 15);
      return fault(
        'DUPLICATE_VALUE',
        `duplicate value found: ${name} duplicates value on record with id: ${there}`,
      );
    }
  }
  return null;
};

/** The answer names the records ("Sforce-Duplicate-Rule-Header"). */
const duplicateRule: Check = (org, { name: object }, row, id) => {
  if (!org.options.duplicateRule || id !== null || row['LastName'] === undefined) return null;
  const twin = org
    .rows(object)
    .find((other) => other['LastName'] === row['LastName'] && other['Phone'] === row['Phone']);
  if (twin === undefined) return null;
  const record = { attributes: { type: object }, Id: twin['Id'] };
  const matchResults = [
    { entityType: object, matchRecords: [{ matchConfidence: 100, record }], size: 1, success: true },
  ];
  const more = { duplicateResult: { allowSave: false, duplicateRule: 'Standard_Rule', matchResults } };
  return { ...fault('DUPLICATES_DETECTED', 'Use one of these records?'), more };
};

function withDefaults(definition: ObjectDef, row: Row): Row {
  const own = named(definition, row);
  return definition.name === 'Lead' ? { IsConverted: false, ...own } : own;
}

/** A person's Name is put together from its parts; references are kept with 18 characters. */
function named({ name, fields }: ObjectDef, row: Row): Row {
  const whole = Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field,
      fields.get(field)?.type === 'reference' && typeof value === 'string' ? to18(value) : value,
    ]),
  );
  if (name === 'Account' || row['LastName'] === undefined) return whole;
  return {
    ...whole,
    Name: [row['FirstName'], row['LastName']].filter((part) => typeof part === 'string').join(' '),
  };
}
