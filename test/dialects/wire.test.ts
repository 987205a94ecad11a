import { describe, expect, it } from 'vitest';
import { fieldsOf, read } from './request.ts';

const json = (content: unknown): { body: string } => ({ body: JSON.stringify(content) });

describe('query strings and forms', () => {
  it('decodes names and values, and trims them', () => {
    expect(fieldsOf({ query: 'cid_name=Karel+Nov%C3%A1k&dst%5Fnum=%20101%20' })).toStrictEqual({
      cid_name: 'Karel Novák',
      dst_num: '101',
    });
  });

  it('takes an empty value as absent', () => {
    expect(fieldsOf({ query: 'a=&b&c=%20&d=0' })).toStrictEqual({ d: '0' });
  });

  it('survives broken percent signs and bytes that are no UTF-8', () => {
    expect(fieldsOf({ query: 'a=100%&b=%E1x' })).toStrictEqual({ a: '100%', b: '\uFFFDx' });
  });

  it('reads the plus of a number that was not encoded, and no other plus', () => {
    expect(fieldsOf({ query: 'caller_num=+420591166223&caller_name=+Karel+2' })).toStrictEqual({
      caller_num: '+420591166223',
      caller_name: 'Karel 2',
    });
  });

  it.each([
    ['queues[]=4&queues[]=6', ['4', '6']],
    ['queues%5B%5D=4', ['4']],
    ['queues[0]=4&queues[1]=6', ['4', '6']],
    ['queues=4&queues=6', ['4', '6']],
    ['queues=4&queues[]=6', ['4', '6']],
    ['queues=4', '4'],
    ['queues=4&queues=4', ['4', '4']],
    ['queues=4,6', '4,6'],
  ])('%s', (query, queues) => {
    expect(fieldsOf({ query })).toStrictEqual({ queues });
  });

  it('lets the body win over the query', () => {
    expect(fieldsOf({ query: 'a=1&b=1', body: 'b=2&c=2' })).toStrictEqual({ a: '1', b: '2', c: '2' });
  });

  it('reads multipart forms, without their files', () => {
    const part = (head: string, value: string): string =>
      `--xYz\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
    const body = `${part('name="id"', 'a=1')}${part('name="q[]"', '4')}${part('name="f"; filename="f"', 'no')}--xYz--\r\n`;
    const contentType = 'multipart/form-data; boundary=xYz';
    expect(fieldsOf({ contentType, body })).toStrictEqual({ id: 'a=1', q: ['4'] });
  });
});

describe('JSON', () => {
  it('is known by its first character, whatever the content type', () => {
    const contentType = 'application/x-www-form-urlencoded';
    expect(fieldsOf({ contentType, body: '\uFEFF {"id": "a=b"}' })).toStrictEqual({ id: 'a=b' });
  });

  it('turns every value into text, and leaves out what is empty', () => {
    const body = {
      ts: 1541078811.5,
      ok: true,
      no: null,
      empty: '',
      none: [],
      tags: ['a', 1, null],
      geo: { a: [1] },
    };
    expect(fieldsOf(json(body))).toStrictEqual({
      ts: '1541078811.5',
      ok: 'true',
      tags: ['a', '1'],
      geo: '{"a":[1]}',
    });
  });

  it.each([
    ['an object', json({ event: 'call:ring', data: { id: '1' } })],
    ['an object in the other envelope', json({ event: 'call:ring', payload: { id: '1' } })],
    ['JSON text', json({ event: 'call:ring', data: '{"id":"1"}' })],
    ['JSON text of a form', { body: 'event=call%3Aring&payload=%7B%22id%22%3A%221%22%7D' }],
    ['form brackets', { body: 'event=call%3Aring&data[id]=1' }],
    ['an envelope in an envelope', json({ payload: { event: 'call:ring', data: { id: 1 } } })],
  ])('lifts data and payload: %s', (_, request) => {
    expect(fieldsOf(request)).toStrictEqual({ event: 'call:ring', id: '1' });
  });

  it('keeps both where envelope and event use one name, the event last', () => {
    const fields = fieldsOf(json({ type: 'call:ring', id: 'e1', data: { type: 'queue', id: 'e1' } }));
    expect(fields).toStrictEqual({ type: ['call:ring', 'queue'], id: 'e1' });
  });

  it('leaves data alone when it is no object', () => {
    expect(fieldsOf({ query: 'data=x' })).toStrictEqual({ data: 'x' });
    expect(fieldsOf({ query: 'data={x' })).toStrictEqual({ data: '{x' });
  });

  it('removes what a database cannot store', () => {
    expect(fieldsOf({ body: '{"a":"x\\u0000y","b":"\\ud83d!","c":"😀","\\u0000k":"1"}' })).toStrictEqual({
      a: 'xy',
      b: '\uFFFD!',
      c: '😀',
      k: '1',
    });
  });

  it('makes no prototype of __proto__', () => {
    const fields = fieldsOf({
      query: '__proto__=x&constructor=y',
      body: '{"__proto__":{"z":"1"},"toString":"t"}',
    });
    expect(fields).toStrictEqual({ constructor: 'y', toString: 't' });
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });
});

describe('batches', () => {
  it('gives each item the query, the path and the header', () => {
    const reading = read({
      pathEvent: 'p',
      headerEvent: 'h',
      query: 'site_id=2',
      body: '[{"id":1},{"site_id":3}]',
    });
    expect(reading).toStrictEqual({
      ok: true,
      batch: true,
      events: [
        { pathEvent: 'p', headerEvent: 'h', fields: { site_id: '2', id: '1' } },
        { pathEvent: 'p', headerEvent: 'h', fields: { site_id: '3' } },
      ],
    });
  });

  it('may be empty, and is told from a single event', () => {
    expect(read({ body: '[]' })).toStrictEqual({ ok: true, batch: true, events: [] });
    expect(read({ body: '{}' })).toMatchObject({ ok: true, batch: false });
  });

  it('names every item that is no object', () => {
    const reading = read({ body: '[{"id":1},null,3,[],"x"]' });
    expect(reading.ok ? [] : reading.faults.map(({ field }) => field)).toEqual(['[1]', '[2]', '[3]', '[4]']);
  });

  it('holds 1000 events and no more', () => {
    const of = (length: number) => read(json(Array.from({ length }, () => ({ id: '1' }))));
    expect(of(1000).ok).toBe(true);
    expect(of(1001)).toMatchObject({ ok: false, faults: [{ field: 'body' }] });
  });
});

describe('what cannot be read', () => {
  const many = (length: number, pair: (index: number) => string): string =>
    Array.from({ length }, (_, i) => pair(i)).join('&');

  it.each([
    ['broken JSON', { body: '{"id":' }, 'body'],
    ['neither form nor JSON', { body: 'hello' }, 'body'],
    ['JSON nested without end', { body: `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}` }, 'body'],
    ['too many fields', { query: many(201, (i) => `f${i}=1`) }, 'request'],
    ['a list without end', { body: many(50_000, (i) => `q[${i}]=1`) }, 'q'],
    ['a name too long', { query: `${'n'.repeat(101)}=1` }, 'n'.repeat(100)],
    ['an item with a list without end', { body: JSON.stringify([{}, { q: Array(201).fill(1) }]) }, '[1]q'],
  ])('%s is a fault', (_, request, field) => {
    const reading = read(request);
    expect(reading.ok ? [] : reading.faults.map((fault) => fault.field)).toEqual([field]);
  });

  it('200 fields are not too many', () => {
    expect(read({ query: many(200, (i) => `f${i}=1`) }).ok).toBe(true);
  });
});

it('has no event where the request names none', () => {
  expect(read({ pathEvent: '', headerEvent: ' ' })).toStrictEqual({
    ok: true,
    batch: false,
    events: [{ pathEvent: null, headerEvent: null, fields: {} }],
  });
});
