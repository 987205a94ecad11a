import { z } from 'zod';

/** As much of JSON Schema as connectors' settings use to hold secrets. */
interface Shape {
  /** A secret: taken, never shown. */
  writeOnly?: boolean | undefined;
  /** A host that gets the secrets. */
  getsSecrets?: boolean | undefined;
  default?: unknown;
  const?: unknown;
  properties?: Record<string, Shape> | undefined;
  oneOf?: Shape[] | undefined;
  anyOf?: Shape[] | undefined;
}

const shape: z.ZodType<Shape> = z.lazy(() =>
  z.object({
    writeOnly: z.boolean().optional(),
    getsSecrets: z.boolean().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    properties: z.record(z.string(), shape).optional(),
    oneOf: z.array(shape).optional(),
    anyOf: z.array(shape).optional(),
  }),
);

type Path = readonly string[];

/** What a form is drawn from and what may be shown of settings, for one connector's own schema. */
export interface SettingsForm {
  /** JSON Schema; secrets are `writeOnly`. */
  schema: Record<string, unknown>;
  /** Settings without their secrets, and which secrets are set: `auth.clientSecret`. */
  shown(settings: unknown): { settings: Record<string, unknown>; secrets: string[] };
  /** What was given, with the secrets that it leaves out as they were; null takes one away. */
  completed(given: unknown, before: unknown): unknown;
  /** Whether secrets would go to another host than before. */
  moved(after: unknown, before: unknown): boolean;
  /** Secrets of `before` that `completed` would keep. */
  kept(given: unknown, before: unknown): string[];
}

export function settingsFormOf(settings: z.ZodType): SettingsForm {
  const { $schema: _, ...schema } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' });
  const root = shape.parse(schema);
  return {
    schema,
    shown(value) {
      const set = secretPaths(root, null, []).filter((path) => at(value, path) !== undefined);
      const bare = set.reduce<unknown>((rest, path) => put(rest, path, undefined), value);
      return { settings: isObject(bare) ? bare : {}, secrets: set.map((path) => path.join('.')) };
    },
    moved(after, before) {
      const hosts = Object.entries(root.properties ?? {}).filter(
        ([, { getsSecrets }]) => getsSecrets === true,
      );
      return hosts.some(([name, host]) => {
        const [now, then] = [after, before].map((value) => at(value, [name]) ?? host.default);
        return now !== then;
      });
    },
    kept: (given, before) =>
      secretPaths(root, given, [])
        .filter((path) => at(given, path) === undefined && at(before, path) !== undefined)
        .map((path) => path.join('.')),
    completed(given, before) {
      return secretPaths(root, given, []).reduce<unknown>((value, path) => {
        const said = at(given, path);
        return said === undefined ? put(value, path, at(before, path)) : put(value, path, said ?? undefined);
      }, given);
    },
  };
}

/** Of alternatives only those that `value` may be; with null all of them. */
function secretPaths(of: Shape, value: unknown, place: Path): Path[] {
  if (of.writeOnly === true) return [place];
  const own = Object.entries(of.properties ?? {}).flatMap(([name, inner]) =>
    secretPaths(inner, value === null ? null : at(value, [name]), [...place, name]),
  );
  const either = [...(of.oneOf ?? []), ...(of.anyOf ?? [])].filter((one) => fits(one, value));
  const paths = [...own, ...either.flatMap((one) => secretPaths(one, value, place))];
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
}

function fits({ properties = {} }: Shape, value: unknown): boolean {
  if (value === null) return true;
  return Object.entries(properties).every(
    ([name, inner]) => inner.const === undefined || inner.const === at(value, [name]),
  );
}

function at(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined) return value;
  return isObject(value) && Object.hasOwn(value, name) ? at(value[name], rest) : undefined;
}

/** A copy with `next` at this place, or without anything there; a place within nothing is left alone. */
function put(value: unknown, [name, ...rest]: Path, next: unknown): unknown {
  if (name === undefined) return next;
  if (!isObject(value)) return value;
  const inner = put(value[name], rest, next);
  const { [name]: _, ...others } = value;
  return inner === undefined ? others : { ...others, [name]: inner };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
