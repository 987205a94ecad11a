import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dialects } from '../../src/pbx/dialects/index.ts';
import { toItems } from '../../src/pbx/items.ts';
import { curlOf, requestOf } from '../../src/pbx/replay.ts';
import type { Source } from '../../src/pbx/source.ts';
import { rawRequest } from '../dialects/request.ts';

const recorded = z.object({
  request: z.object({
    method: z.enum(['GET', 'POST']),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
});

const source: Source = {
  ...{ id: 's1', name: 'office', dialect: '', key: '', oldKey: null, provisioned: false, createdAt: 0 },
  ...{ country: 'CZ', ownNumbers: new Set(), extensionDigits: 6, allowedAddresses: [], basic: null },
};

describe.each(dialects)('what the journal keeps of $name', (dialect) => {
  const folder = new URL(`../dialects/fixtures/${dialect.name}/`, import.meta.url);

  it.each(readdirSync(folder))('is read as it was when it came: %s', (file) => {
    const { request } = recorded.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    const came = { ...rawRequest(request), method: request.method };
    for (const item of toItems(source, dialect, came, 1)) {
      const [again, ...more] = toItems(source, dialect, requestOf(item.method, item.raw), 1);
      expect(again).toEqual(item);
      expect(more).toEqual([]);
    }
  });
});

describe('a journalled request as a shell line', () => {
  const base = 'https://ringside.example.com/pbx';

  it('is a plain curl for what came in the address', () => {
    expect(curlOf('GET', 'call_end?call_id=1.2', base)).toBe(`curl '${base}/YOUR-KEY/call_end?call_id=1.2'`);
  });

  it('carries body, type and event header, and cannot break out of its quotes', () => {
    const line = curlOf('POST', `X-Event: ring\n\n{"name":"O'Hara; rm -rf /"}`, base);
    expect(line).toBe(
      `curl -X POST -H 'X-Event: ring' -H 'Content-Type: application/json' ` +
        `--data-raw '{"name":"O'\\''Hara; rm -rf /"}' '${base}/YOUR-KEY'`,
    );
  });
});
