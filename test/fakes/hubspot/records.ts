import { z } from 'zod';
import type { FakeAccount, FakeRecord, LinkedObject, ObjectName } from './account.ts';
import { holderOfUnique, missingTimestamp, validate } from './properties.ts';
import { notFound, ok, refusal, type Problem, type Reply } from './reply.ts';

const association = z.object({
  to: z.object({ id: z.string() }),
  types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number() })).min(1),
});
export const newRecord = z.object({
  properties: z.record(z.string(), z.string()),
  /** HubSpot's reference calls it required. */
  associations: z.array(association),
});
export type NewRecord = z.infer<typeof newRecord>;

/** A record as an answer shows it. */
export function shown(record: FakeRecord, properties: readonly string[] | null) {
  const names = properties === null ? Object.keys(record.properties) : ['hs_object_id', ...properties];
  return {
    id: record.id,
    properties: Object.fromEntries(names.map((name) => [name, valueOf(record, name)])),
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: new Date(record.archivedAt).toISOString() }),
  };
}

function valueOf({ properties }: FakeRecord, name: string): string | null {
  const value = properties[name] ?? '';
  return value === '' ? null : value;
}

/** Makes a record with its links, or says why not; then nothing was made. */
export function create(
  account: FakeAccount,
  object: ObjectName,
  { properties, associations }: NewRecord,
): { record: FakeRecord } | { problem: Problem } {
  const invalid = object === 'calls' && !properties['hs_timestamp'] ? missingTimestamp() : null;
  const problem = invalid ?? validate(account, object, properties) ?? taken(account, object, properties);
  if (problem !== null) return { problem };
  const links = associations.map((one) => linkOf(account, one));
  const broken = links.find((link) => 'status' in link);
  if (broken !== undefined && 'status' in broken) return { problem: broken };
  const record = account.add(object, properties, account.searchLagMs);
  record.links = links.filter((link) => 'object' in link);
  return { record };
}

function taken(account: FakeAccount, object: ObjectName, properties: Record<string, string>): Problem | null {
  const holder = holderOfUnique(account, object, properties);
  if (holder !== null) return holder.problem;
  const email = object === 'contacts' ? (properties['email'] ?? '') : '';
  const same = account.live('contacts').find((one) => email !== '' && one.properties['email'] === email);
  if (same === undefined) return null;
  return { status: 409, category: 'CONFLICT', message: `Contact already exists. Existing ID: ${same.id}` };
}

function linkOf(
  account: FakeAccount,
  { to, types }: z.infer<typeof association>,
): FakeRecord['links'][number] | Problem {
  const typeId = types[0]?.associationTypeId;
  const object = (['contacts', 'companies'] as const).find((one) => account.linkTypes[one] === typeId);
  if (object === undefined) {
    return { status: 400, category: 'VALIDATION_ERROR', message: `${String(typeId)} is no valid link type` };
  }
  return account.find(object, to.id) === null ? missing(object, to.id) : { object, id: to.id };
}

function missing(object: LinkedObject, id: string): Problem {
  return { ...notFound(`The record ${object} ${id} to associate with`), status: 404 };
}

const patch = z.object({ properties: z.record(z.string(), z.string()) });

export function update(account: FakeAccount, object: ObjectName, id: string, body: unknown): Reply {
  const record = account.find(object, id);
  const asked = patch.safeParse(body);
  if (record === null) return refusal(notFound(`${object} ${id}`));
  if (!asked.success)
    return refusal({ status: 400, category: 'VALIDATION_ERROR', message: asked.error.message });
  const problem = validate(account, object, asked.data.properties);
  if (problem !== null) return refusal(problem);
  account.change(record, object, asked.data.properties);
  return ok(shown(record, Object.keys(asked.data.properties)));
}

export function read(account: FakeAccount, object: ObjectName, id: string, query: URLSearchParams): Reply {
  const record = account.find(object, id);
  if (record === null) return refusal(notFound(`${object} ${id}`));
  const asked = (query.get('associations') ?? '').split(',').filter((name) => name !== '');
  const associations = Object.fromEntries(
    asked.flatMap((name) => {
      const ids = record.links.filter((link) => link.object === name);
      return ids.length === 0
        ? []
        : [[name, { results: ids.map((link) => ({ id: link.id, type: `call_to_${name}` })) }]];
    }),
  );
  return ok({ ...shown(record, (query.get('properties') ?? '').split(',')), associations });
}

/** GET /crm/objects/2026-03/{object}: by id, 100 a page, live or archived. */
export function list(account: FakeAccount, object: ObjectName, query: URLSearchParams): Reply {
  const archived = query.get('archived') === 'true';
  const limit = Math.min(100, Number(query.get('limit') ?? 10));
  const after = Number(query.get('after') ?? 0);
  const all = [...account.records[object].values()].filter(
    (record) => (record.archivedAt !== null) === archived && Number(record.id) > after,
  );
  const page = all.slice(0, limit);
  const next = all.length > limit ? { paging: { next: { after: page.at(-1)?.id } } } : {};
  return ok({ results: page.map((record) => shown(record, null)), ...next });
}
