import { z } from 'zod';
import type { FakeAccount, ObjectName } from './account.ts';
import { ok, refusal, type Reply } from './reply.ts';

const newProperty = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string(),
  groupName: z.string(),
  type: z.enum(['string', 'number', 'date', 'datetime', 'enumeration', 'bool']),
  fieldType: z.string(),
  hasUniqueValue: z.boolean().default(false),
  options: z.array(z.object({ label: z.string(), value: z.string() })).default([]),
});

/** POST /crm/properties/2026-03/{object} */
export function createProperty(account: FakeAccount, object: ObjectName, body: unknown): Reply {
  if (!account.mayCreateProperties) {
    const message = 'This app hasn’t been granted all required scopes to make this call.';
    return refusal({ status: 403, category: 'MISSING_SCOPES', message });
  }
  const asked = newProperty.safeParse(body);
  if (!asked.success)
    return refusal({ status: 400, category: 'VALIDATION_ERROR', message: asked.error.message });
  const { name, groupName, hasUniqueValue } = asked.data;
  const known = account.properties[object];
  if (known.some((one) => one.name === name)) {
    return refusal({
      status: 409,
      category: 'CONFLICT',
      message: `A property named '${name}' already exists.`,
    });
  }
  if (!known.some((one) => one.groupName === groupName)) {
    return refusal({
      status: 400,
      category: 'VALIDATION_ERROR',
      message: `property group ${groupName} does not exist`,
    });
  }
  if (hasUniqueValue && !account.mayHaveUnique) {
    const message = `Object type ${object} does not support unique properties`;
    return refusal({ status: 400, category: 'VALIDATION_ERROR', message });
  }
  known.push(asked.data);
  return ok(asked.data, 201);
}

/** GET /crm/owners/2026-03 */
export function listOwners({ owners }: FakeAccount, query: URLSearchParams): Reply {
  const archived = query.get('archived') === 'true';
  const limit = Math.min(500, Number(query.get('limit') ?? 100));
  const after = query.get('after') ?? '';
  const all = owners.filter((owner) => owner.archived === archived && owner.id > after);
  const page = all.slice(0, limit);
  const next = all.length > limit ? { paging: { next: { after: page.at(-1)?.id } } } : {};
  return ok({ results: page.map((owner) => ({ ...owner, type: 'PERSON' })), ...next });
}

/** GET /crm/associations/2026-03/calls/{object}/labels */
export function listLabels({ linkTypes }: FakeAccount, to: 'contacts' | 'companies'): Reply {
  return ok({
    results: [
      { category: 'USER_DEFINED', typeId: 7, label: 'Decision maker' },
      { category: 'HUBSPOT_DEFINED', typeId: linkTypes[to], label: null },
    ],
  });
}
