import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBatch, encodeStep, transports } from '../../src/demo/encode.ts';
import type { Dialect } from '../../src/pbx/dialect.ts';
import { dialects } from '../../src/pbx/dialects/index.ts';
import { readWire, type RawRequest } from '../../src/pbx/wire.ts';
import { parseRaw, rawRequest } from './request.ts';

const eventNames: Readonly<Record<string, readonly string[]>> = {
  linuxbox: [
    'start_call',
    'start_int_dial',
    'hangup_internal',
    'call_spy_start',
    'exten_paused',
    'pbx_agent_login',
  ],
  contaqt: ['call:start', 'call:ring', 'call:end', 'agent:status', 'queue:join'],
};
const namesOf = (dialect: Dialect): readonly string[] => eventNames[dialect.name] ?? [];

const fieldNames = [
  ...[
    'call_id',
    'cel_id',
    'caller_num',
    'caller_type',
    'direction',
    'dialed_num',
    'target_num',
    'line_num',
    'userid',
  ],
  ...[
    'id',
    'ts',
    'type',
    'dst_num',
    'dst_user_id',
    'src_user_id',
    'a2',
    'tags',
    'queues',
    'waitms',
    'cc_wait',
  ],
  ...['exten', 'user_id', 'in_calls', 'colour', 'toString', 'hasOwnProperty'],
] as const;

/** Text as a PBX may send it, seldom a number; JSON and form characters included. */
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.nat().map(String),
  fc.constantFrom(
    'external',
    'internal',
    'queue',
    '1541078811',
    '+420591166223',
    '["a","b"]',
    '{"a":1}',
    ' ',
    '',
  ),
);
const fields = fc.dictionary(fc.constantFrom(...fieldNames), value, { maxKeys: 20 });

describe('no input makes it throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.webQueryParameters(),
    fc.json().map((j) => `data=${j}`),
  );
  const name = fc.option(fc.oneof(fc.string(), fc.constantFrom(...Object.values(eventNames).flat())));
  const request = fc.record<RawRequest>({
    pathEvent: name,
    headerEvent: name,
    query: text,
    contentType: fc.option(fc.oneof(fc.string(), fc.constant('multipart/form-data; boundary=x'))),
    body: text,
  });

  it('neither the reading nor any dialect', () => {
    fc.assert(
      fc.property(request, (raw) => {
        const reading = readWire(raw);
        if (!reading.ok) expect(reading.faults.length).toBeGreaterThan(0);
        else for (const dialect of dialects) for (const event of reading.events) dialect.parse(event);
      }),
      { numRuns: 2000 },
    );
  });
});

describe.each(dialects)('$name', (dialect) => {
  const step = fc.record({ afterMs: fc.constant(0), event: fc.constantFrom(...namesOf(dialect)), fields });

  it('never throws on known events with any fields, and keeps only text', () => {
    fc.assert(
      fc.property(step, ({ event, fields }) => {
        const result = dialect.parse({ pathEvent: event, headerEvent: null, fields });
        expect(result.kind).not.toBe('unrecognised');
        if (result.kind !== 'events') return;
        for (const kept of Object.values(result.events[0]?.extra ?? {})) expect(kept).toMatch(/./s);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads the same from every transport', () => {
    fc.assert(
      fc.property(step, (sent) => {
        const [first, ...others] = transports.map((way) =>
          parseRaw(dialect, rawRequest(encodeStep(dialect.name, sent, way))),
        );
        for (const other of others) expect(other).toStrictEqual(first);
      }),
      { numRuns: 500 },
    );
  });

  it('reads a batch like its events one by one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
        const single = steps.flatMap((one) =>
          parseRaw(dialect, rawRequest(encodeStep(dialect.name, one, 'post-json'))),
        );
        expect(parseRaw(dialect, rawRequest(encodeBatch(steps)))).toStrictEqual(single);
      }),
    );
  });
});
