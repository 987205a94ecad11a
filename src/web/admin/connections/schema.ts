/** As much of JSON Schema as connectors describe their settings with. */
export interface Schema {
  type: string | null;
  title: string | null;
  description: string | null;
  default: unknown;
  const: unknown;
  choices: string[] | null;
  /** A secret: taken, never shown. */
  writeOnly: boolean;
  properties: [string, Schema][];
  required: ReadonlySet<string>;
  alternatives: Schema[];
  /** Names that a table may have; null: it is none, or any name is good. */
  keys: string[] | null;
  /** What a table holds; null: it is no table. */
  values: Schema | null;
  items: Schema | null;
  minimum: number | null;
  maximum: number | null;
}

/** What each field of a form drawn from a schema is given. */
export interface FieldOfSchema {
  schema: Schema;
  title: string;
  /** From `settings` on: the name under which the server speaks of it. */
  path: readonly string[];
  value: unknown;
  isRequired: boolean;
  isDisabled: boolean;
  /** Secrets that are stored: `auth.clientSecret`. */
  secrets: ReadonlySet<string>;
  /** undefined: left out, so that the default holds. */
  onChange: (value: unknown) => void;
}

/** Reads what the API tells of a connector's settings; what it does not know it leaves out. */
export function readSchema(given: unknown): Schema {
  const one = asRecord(given);
  const text = (name: string) => (typeof one[name] === 'string' ? one[name] : null);
  const number = (name: string) => (typeof one[name] === 'number' ? one[name] : null);
  return {
    ...{ type: text('type'), title: text('title'), description: text('description') },
    ...{ default: one['default'], const: one['const'] },
    choices: texts(one['enum']),
    writeOnly: one['writeOnly'] === true,
    properties: Object.entries(asRecord(one['properties'])).map(([name, inner]) => [name, readSchema(inner)]),
    required: new Set(texts(one['required'])),
    alternatives: [one['oneOf'], one['anyOf']].flatMap((list) =>
      Array.isArray(list) ? list.map(readSchema) : [],
    ),
    keys: texts(asRecord(one['propertyNames'])['enum']),
    values: isRecord(one['additionalProperties']) ? readSchema(one['additionalProperties']) : null,
    items: isRecord(one['items']) ? readSchema(one['items']) : null,
    ...{ minimum: number('minimum'), maximum: number('maximum') },
  };
}

/** What must be thought about, and what has a good value already. */
export function byNeed({ properties, required }: Schema): {
  first: [string, Schema][];
  more: [string, Schema][];
} {
  const isFirst = ([name, { default: value }]: [string, Schema]) => required.has(name) || value === undefined;
  return { first: properties.filter(isFirst), more: properties.filter((one) => !isFirst(one)) };
}

/** Which alternative a value is: the one whose constants it has, else the first. */
export function alternativeOf({ alternatives }: Schema, value: unknown): Schema | null {
  const given = asRecord(value);
  const fits = ({ properties }: Schema) =>
    properties.every(([name, inner]) => inner.const === undefined || inner.const === given[name]);
  return alternatives.find(fits) ?? alternatives[0] ?? null;
}

/** The constants that tell an alternative from the others. */
export function constantsOf({ properties }: Schema): Record<string, unknown> {
  return Object.fromEntries(
    properties.flatMap(([name, inner]) => (inner.const === undefined ? [] : [[name, inner.const]])),
  );
}

/** `defaultCountry` → `Default country`, where a field has no title. */
export function titleOf(name: string, { title }: Schema): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return title ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function texts(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null;
}
