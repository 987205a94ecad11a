import { connect } from 'node:net';

export interface RawAnswer {
  /** 0: the connection was closed without one. */
  status: number;
  /** Names in small letters. */
  headers: ReadonlyMap<string, string>;
  body: string;
}

/** Writes these bytes to a service and reads until it hangs up or the answer is whole; nothing is normalised. */
export function exchange(url: string, bytes: string | Buffer, patienceMs = 10_000): Promise<RawAnswer> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
    const finish = (): void => {
      socket.destroy();
      resolve(parseAnswer(Buffer.concat(chunks).toString('utf8')));
    };
    socket.setTimeout(patienceMs, () => {
      socket.destroy();
      reject(
        new Error(`no whole answer within ${String(patienceMs)} ms to ${bytes.toString().slice(0, 300)}`),
      );
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks).toString('latin1'))) finish();
    });
    socket.on('end', finish).on('close', finish);
    // The service may hang up while we still write.
    socket.on('error', finish);
    socket.write(bytes);
  });
}

/** The bytes of one request; `Connection: close` unless the headers say otherwise. */
export function requestBytes(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[] = [],
  body: string | Buffer = '',
): Buffer {
  const content = Buffer.from(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: pbx.example.com',
    'Connection: close',
    ...(content.length > 0 ? [`Content-Length: ${String(content.length)}`] : []),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]);
}

/** `100 Continue` and the like: the answer follows. */
const withoutInterim = (text: string): string => text.replace(/^(?:HTTP\/1\.1 1\d\d [^]*?\r\n\r\n)+/, '');

function isWhole(whole: string): boolean {
  const text = withoutInterim(whole);
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /^content-length: (\d+)/im.exec(text.slice(0, end))?.[1];
  return length !== undefined && text.length >= end + 4 + Number(length);
}

function parseAnswer(whole: string): RawAnswer {
  const text = withoutInterim(whole);
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(first.split(' ')[1] ?? 0), headers: new Map(headers), body: text.slice(end + 4) };
}

/** One request on a connection of its own. */
export function ask(
  url: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<RawAnswer> {
  return exchange(url, requestBytes(method, path, Object.entries(headers), body));
}
