import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { adminKey, startHttp, type Harness } from './harness.ts';

let http: Harness;
const shape = z.object({
  items: z.array(z.looseObject({ id: z.string(), event: z.string() })),
  nextCursor: z.string().nullable(),
});

beforeAll(async () => {
  http = await startHttp();
  const source = await http.sources.create({
    name: 'office',
    dialect: 'linuxbox',
    country: 'CZ',
    ownNumbers: [],
  });
  await http.sources.create({ name: 'quiet', dialect: 'linuxbox', country: 'CZ', ownNumbers: [] });
  const faults = JSON.stringify([{ field: 'call_id', message: 'is missing' }]);
  for (let n = 1; n <= 25; n += 1) {
    const rejected = n % 10 === 0;
    await http.db
      .insertInto('journal')
      .values({
        ...{ source_id: source.id, received_at: n * 1000, status: rejected ? 'rejected' : 'accepted' },
        ...{
          name: `event_${n}`,
          call_id: null,
          identity: null,
          bytes_hash: null,
          agent_id: null,
          event_json: null,
        },
        ...{ method: 'GET', raw: `?n=${n}`, faults_json: rejected ? faults : null },
      })
      .execute();
  }
});
afterAll(() => http.close());

async function journal(query: Record<string, string>) {
  const answer = await http.ask
    .get('/api/admin/journal')
    .query(query)
    .set('Authorization', `Bearer ${adminKey}`);
  return shape.parse(answer.body);
}

test('the journal is told newest first, page by page, each entry once', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: z.infer<typeof shape> = await journal({ limit: '10', ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ event }) => event));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `event_${25 - index}`));
});

test('it can be asked for what was rejected, and says why', async () => {
  const { items } = await journal({ status: 'rejected' });
  expect(items).toMatchObject([
    {
      ...{
        event: 'event_20',
        source: 'office',
        status: 'rejected',
        raw: '?n=20',
        method: 'GET',
        callId: null,
      },
      ...{ at: '1970-01-01T00:00:20.000Z', faults: [{ field: 'call_id', message: 'is missing' }] },
    },
    { event: 'event_10' },
  ]);
});

test('it can be asked for one source', async () => {
  expect((await journal({ source: 'quiet' })).items).toEqual([]);
  expect((await journal({ source: 'office' })).items).toHaveLength(25);
  const unknown = http.ask.get('/api/admin/journal').query({ source: 'nowhere' });
  await unknown.set('Authorization', `Bearer ${adminKey}`).expect(404);
});
