import { z } from 'zod';
import type { FakeAccount, FakeRecord, ObjectName } from './account.ts';
import { shown } from './records.ts';
import { ok, refusal, type Reply } from './reply.ts';

const filter = z.object({
  propertyName: z.string(),
  operator: z.enum(['EQ', 'IN', 'CONTAINS_TOKEN', 'GT', 'GTE', 'LT', 'HAS_PROPERTY']),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
type Filter = z.infer<typeof filter>;

/** HubSpot's reference calls every field required. */
const searchRequest = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filter).max(6) })).max(5),
  properties: z.array(z.string()),
  sorts: z
    .array(z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']) }))
    .max(1),
  limit: z.number().int().min(1).max(200),
  after: z.string().regex(/^\d+$/),
});

const most = 10_000;

/** POST /crm/objects/2026-03/{object}/search (developers.hubspot.com, search the CRM). */
export function search(account: FakeAccount, object: ObjectName, body: unknown): Reply {
  const asked = searchRequest.safeParse(body);
  if (!asked.success)
    return refusal({ status: 400, category: 'VALIDATION_ERROR', message: asked.error.message });
  const { filterGroups, properties, sorts, limit, after } = asked.data;
  const from = Number(after);
  if (from + limit > most) {
    const message = `There was a problem with the request: paging beyond ${String(most)} results is not supported`;
    return refusal({ status: 400, category: 'VALIDATION_ERROR', message });
  }
  const now = account.clock();
  const found = account
    .live(object)
    .filter((record) => record.indexedAt <= now)
    .filter((record) => filterGroups.some(({ filters }) => filters.every((one) => matches(record, one))));
  const [sort] = sorts;
  const sorted = sort === undefined ? found : bySort(found, sort);
  const results = sorted.slice(from, from + limit).map((record) => shown(record, properties));
  const more = from + limit < Math.min(found.length, most);
  return ok({
    total: found.length,
    results,
    ...(more ? { paging: { next: { after: String(from + limit) } } } : {}),
  });
}

function bySort(
  records: readonly FakeRecord[],
  { propertyName, direction }: { propertyName: string; direction: string },
): FakeRecord[] {
  const sign = direction === 'ASCENDING' ? 1 : -1;
  return (
    records
      .map((record) => ({ record, at: comparable(record.properties[propertyName]), id: Number(record.id) }))
      // Ties come in no promised order: here, the newest first, so that nobody may count on the id.
      .sort((a, b) => (a.at === b.at ? b.id - a.id : sign * (a.at - b.at)))
      .map(({ record }) => record)
  );
}

/** Numbers and times; times are asked for in epoch ms or as text. */
function comparable(value = ''): number {
  const number = Number(value);
  return value !== '' && Number.isFinite(number) ? number : Date.parse(value);
}

const operators: Record<
  Filter['operator'],
  (has: string, value: string, values: readonly string[]) => boolean
> = {
  EQ: (has, value) => same(has, value) || comparable(has) === comparable(value),
  // "Values must be in small letters": the index holds strings in small letters.
  IN: (has, _value, values) => values.includes(has.toLowerCase()),
  CONTAINS_TOKEN: hasTokens,
  GT: (has, value) => comparable(has) > comparable(value),
  GTE: (has, value) => comparable(has) >= comparable(value),
  LT: (has, value) => comparable(has) < comparable(value),
  HAS_PROPERTY: (has) => has !== '',
};

function matches(
  { properties }: FakeRecord,
  { propertyName, operator, value = '', values = [] }: Filter,
): boolean {
  return operators[operator](properties[propertyName] ?? '', value, values);
}

function same(a: string, b: string): boolean {
  return a !== '' && a.toLowerCase() === b.toLowerCase();
}

/** Every token of the question is a token of the value; `*` stands for the rest of one. */
function hasTokens(has: string, wanted: string): boolean {
  const tokens = words(has);
  const asked = words(wanted);
  return (
    asked.length > 0 &&
    asked.every((one) => {
      const pattern = new RegExp(`^${one.replaceAll('*', '.*')}$`);
      return tokens.some((token) => pattern.test(token));
    })
  );
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}*]+/u)
    .filter((word) => word !== '');
}
