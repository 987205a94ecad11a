import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transports } from '../../src/demo/encode.ts';
import { dialects } from '../../src/pbx/dialects/index.ts';
import { eventsOf, rawRequest } from './request.ts';

const fixture = z.object({
  request: z.object({
    method: z.enum(['GET', 'POST']),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
  expected: z.array(z.record(z.string(), z.unknown())),
});

const eventCounts = new Map([
  ['linuxbox', 17],
  ['contaqt', 9],
]);

describe.each(dialects)('recorded requests of $name', (dialect) => {
  const folder = new URL(`./fixtures/${dialect.name}/`, import.meta.url);
  const files = readdirSync(folder).sort();

  it('cover every event on every transport', () => {
    const events = new Set(files.map((file) => file.split('.')[0]));
    expect(events.size).toBe(eventCounts.get(dialect.name));
    const wanted = [...events].flatMap((event) => transports.map((way) => `${event ?? ''}.${way}.json`));
    expect(files).toEqual(wanted.sort());
  });

  it.each(files)('%s', (file) => {
    const { request, expected } = fixture.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    expect(eventsOf(dialect, rawRequest(request))).toStrictEqual(expected);
  });
});
