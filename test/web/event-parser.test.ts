import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, type StreamEvent } from '../../src/web/stream/parse.ts';

function parsed(...parts: string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const parse = createEventParser((event) => events.push(event));
  parts.forEach(parse);
  return events;
}

const stream = [
  ': heartbeat\n\n',
  'event: snapshot\nid: 1\ndata: {"calls":[]}\n\n',
  ':\n\n',
  'event:call\r\ndata: one\r\ndata: two\r\n\r\n',
  'data: {"name":"Žofie 🎧"}\n\n',
  'event: cut\ndata: never finished',
].join('');

const events = [
  { event: 'snapshot', data: '{"calls":[]}' },
  { event: 'call', data: 'one\ntwo' },
  { event: 'message', data: '{"name":"Žofie 🎧"}' },
];

describe('the event parser', () => {
  it('reads events and skips heartbeats and what was cut off', () => {
    expect(parsed(stream)).toEqual(events);
  });

  it('reads the same however the stream was cut', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }));
    fc.assert(
      fc.property(cuts, (unsorted) => {
        const ends = [...unsorted.sort((a, b) => a - b), stream.length];
        const parts = ends.map((end, index) => stream.slice(ends[index - 1] ?? 0, end));
        expect(parsed(...parts)).toEqual(events);
      }),
    );
  });
});
