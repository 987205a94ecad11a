import fc from 'fast-check';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { contaqtKey, linuxboxKey } from '../support/office.ts';
import { requestBytes } from '../support/raw-http.ts';

/** Requests as no PBX sends them, as bytes. `mark` stands in those that a journal row must tell of. */
export interface AnyRequest {
  bytes: Buffer;
  /** It is no HTTP: hanging up is an answer. */
  garbage: boolean;
}

const wireSteps = [...Object.values(scenarios.linuxbox), ...Object.values(scenarios.contaqt)].flatMap(
  (scenario) => scenario(aCast({ lead: { id: 'L', name: 'N' }, tags: ['a'] })),
);
const eventNames = [...new Set(wireSteps.map(({ event }) => event))];
const fieldNames = [...new Set(wireSteps.flatMap(({ fields }) => Object.keys(fields)))];

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    ...['\0', '\ud800', '\u202e', '<script>', "' OR 1=1 --", '${7*7}', '../../etc/passwd', '%00', '%', '%zz'],
    ...[
      'null',
      'undefined',
      'NaN',
      '1e999',
      '-1',
      '0x7f',
      '9'.repeat(400),
      '[]',
      '{}',
      '[[',
      'a'.repeat(5_000),
    ],
    ...[
      '__proto__',
      'constructor',
      'toString',
      '1970-01-01',
      '99999999999999999999',
      '0.1',
      ' ',
      '\r\n',
      '&&==',
    ],
  ),
);
const oddJson = fc.oneof(
  { weight: 4, arbitrary: oddText },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  fc.double(),
  fc.constantFrom<unknown>(1e300, -0, 9_007_199_254_740_993, null, true, [], {}, [[[[['deep']]]]]),
);

const fieldName = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...fieldNames) },
  fc.constantFrom('event', 'data', 'payload', 'data[call_id]', 'queues[]', 'queues[0]', '__proto__', ''),
  oddText,
);
const eventName = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...eventNames) }, oddText);
const fields = fc.array(fc.tuple(fieldName, oddText), { maxLength: 12 });
const jsonFields = fc
  .array(fc.tuple(fieldName, oddJson), { maxLength: 12 })
  .map(
    (pairs) =>
      `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  );

const encoded = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map((pair) => pair.map(quoted).join('=')).join('&');

/** Percent-encoded, also where no Unicode text can be meant. */
function quoted(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) =>
      /[\w.~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
}

const nested = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + close.repeat(depth);
const body = fc.oneof(
  { weight: 3, arbitrary: fields.map(encoded) },
  { weight: 3, arbitrary: jsonFields },
  { weight: 2, arbitrary: fc.array(jsonFields, { maxLength: 6 }).map((items) => `[${items.join(',')}]`) },
  fc.array(oddJson, { maxLength: 4 }).map((items) => JSON.stringify(items)),
  fc
    .tuple(eventName, jsonFields)
    .map(([event, inside]) => `{"event":${JSON.stringify(event)},"data":${inside}}`),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => nested(depth, '[', ']')),
  fc.integer({ min: 1, max: 8_000 }).map((depth) => `${'{"data":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  oddText,
);

const contentType = fc.constantFrom(
  ...[
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    '',
    'application/json; charset=utf-16',
  ],
  ...['multipart/form-data; boundary=x', 'multipart/form-data', 'application/octet-stream', ';;;'],
);
const headerSoup = fc.array(
  fc.tuple(
    fc.constantFrom(
      ...[
        'Content-Type',
        'X-Event',
        'Authorization',
        'X-Forwarded-For',
        'Cookie',
        'Origin',
        'Accept',
        'Range',
      ],
      ...['Content-Encoding', 'Upgrade', 'Via', 'Accept-Encoding', 'If-None-Match', 'X-Odd', 'Referer'],
    ),
    fc.oneof(
      fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
      fc.constantFrom(
        'Bearer rs_x',
        'Basic ////',
        'call_end',
        '100-continue',
        'gzip',
        'websocket',
        'bytes=0-1',
        'a=b; c',
      ),
    ),
  ),
  { maxLength: 5 },
);

const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(linuxboxKey, contaqtKey) },
  { weight: 1, arbitrary: fc.constant('nobody') },
);
const method = fc.oneof(
  { weight: 3, arbitrary: fc.constant('GET') },
  { weight: 6, arbitrary: fc.constant('POST') },
  { weight: 1, arbitrary: fc.constantFrom('PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE') },
);

const webhook = fc
  .record({
    key,
    method,
    eventName,
    fields,
    body,
    contentType,
    headerSoup,
    hasPath: fc.boolean(),
    hasEvent: fc.boolean(),
  })
  .map((one) => (mark: string): AnyRequest => {
    const path = one.hasPath ? `/${quoted(one.eventName)}` : '';
    const event = one.hasEvent ? `&event=${quoted(one.eventName)}` : '';
    const url = `/pbx/${one.key}${path}?${mark}${event}&${encoded(one.fields)}`;
    const headers = [['Content-Type', one.contentType] as const, ...one.headerSoup];
    const isBodiless = one.method === 'GET' || one.method === 'HEAD';
    return { bytes: requestBytes(one.method, url, headers, isBodiless ? '' : one.body), garbage: false };
  });

const elsewhere = fc
  .record({
    method,
    path: fc.constantFrom(
      ...[
        '/',
        '/agent',
        '/admin',
        '/setup',
        '/healthz',
        '/readyz',
        '/metrics',
        '/auth/login',
        '/auth/logout',
        '/auth/me',
      ],
      ...[
        '/api/agent/stream',
        '/api/calls',
        '/api/calls/x',
        '/api/admin/journal',
        '/api/admin/ledger',
        '/api/openapi.json',
      ],
      ...[
        '/auth/link',
        '/api/agent/calls/x/match',
        '/contacts/a/b',
        '/pbx',
        '/pbx/',
        '//',
        '/%',
        '/%2e%2e/%2e%2e/etc/passwd',
      ],
    ),
    fields,
    body,
    contentType,
    headerSoup,
  })
  .map((one) => (): AnyRequest => {
    const headers = [['Content-Type', one.contentType] as const, ...one.headerSoup];
    const bytes = requestBytes(
      one.method,
      `${one.path}?${encoded(one.fields)}`,
      headers,
      one.method === 'GET' ? '' : one.body,
    );
    return { bytes, garbage: false };
  });

const garbage = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    oddText.map((text) => Buffer.from(`GET /pbx/${linuxboxKey}/${text} HTTP/1.1\r\n\r\n`)),
    oddText.map((text) =>
      Buffer.from(`POST /pbx/${linuxboxKey} HTTP/1.1\r\nHost: x\r\nContent-Length: ${text}\r\n\r\n${text}`),
    ),
    oddText.map((text) => Buffer.from(`GET / HTTP/9.9\r\n${text}: ${text}\r\n\r\n`)),
  )
  .map((bytes) => (): AnyRequest => ({
    bytes: Buffer.concat([bytes, Buffer.from('\r\n\r\n')]),
    garbage: true,
  }));

/** Mostly webhooks, some requests to everything else there is, some that are no HTTP at all. */
export const anyRequest: fc.Arbitrary<(mark: string) => AnyRequest> = fc.oneof(
  { weight: 7, arbitrary: webhook },
  { weight: 2, arbitrary: elsewhere },
  { weight: 1, arbitrary: garbage },
);
