import { lookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { AddressRule } from './public-address.ts';

/** Nothing was sent: the address is not one that Ringside may connect to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ERR_ADDRESS_REFUSED';

  constructor(host: string) {
    super(
      `${host} is at an address within a private network, which Ringside does not connect to. ` +
        'If that is meant, the operator names the network in OUTBOUND_ALLOW.',
    );
  }
}

/** Found anywhere among an error's causes; null: it failed for another reason. */
export function addressRefusedIn(error: unknown): AddressRefused | null {
  if (error instanceof AddressRefused) return error;
  return error instanceof Error ? addressRefusedIn(error.cause) : null;
}

/** As undici: a connection that nobody used for so long is not trusted to be open. */
const idleMs = 4_000;
const connectMs = 10_000;
const withoutBody = [204, 205, 304];

/**
 * `fetch` for addresses that people typed. Each new connection goes to an address that `may` allows, decided with the
 * very answer of the name server that is connected to: a name that resolves to something else the next time gains
 * nothing. It follows no redirects (the answer is what came), so that no credentials follow them either.
 */
export function createOutboundFetch(may: AddressRule): typeof fetch {
  const options = { keepAlive: true, timeout: idleMs, lookup: guardedLookup(may) };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };

  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    try {
      // A host that is an address is never looked up.
      if (isIP(host) !== 0 && !may(host)) throw new AddressRefused(host);
      return toResponse(await send(agents, url, request));
    } catch (cause) {
      if (request.signal.aborted) throw request.signal.reason;
      throw new TypeError('fetch failed', { cause });
    }
  };
}

function guardedLookup(may: AddressRule): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        done(error, '');
        return;
      }
      const allowed = found.filter(({ address }) => may(address));
      const [first] = allowed;
      if (first === undefined) done(new AddressRefused(host), '');
      else if (options.all === true) done(null, allowed satisfies LookupAddress[]);
      else done(null, first.address, first.family);
    });
  };
}

interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

async function send(agents: Agents, url: URL, request: Request): Promise<IncomingMessage> {
  const body = Buffer.from(await request.arrayBuffer());
  const { method, signal } = request;
  const headers = { 'accept-encoding': 'gzip', ...Object.fromEntries(request.headers) };
  const secure = url.protocol === 'https:';
  const agent = secure ? agents.https : agents.http;
  return new Promise((resolve, reject) => {
    const sent = (secure ? httpsRequest : httpRequest)(url, { method, headers, agent, signal }, resolve);
    sent.on('error', reject).on('socket', (socket) => {
      limitConnecting(socket, secure ? 'secureConnect' : 'connect');
    });
    // With a body, even an empty one, `end` tells its length; without one there is none to tell.
    if (request.body === null) sent.end();
    else sent.end(body);
  });
}

/** Too late to connect is known to be before anything was sent. */
function limitConnecting(socket: Socket, connected: string): void {
  if (!socket.connecting) return;
  const overdue = Object.assign(new Error('No connection in time'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
  const timer = setTimeout(() => socket.destroy(overdue), connectMs);
  const stop = (): void => clearTimeout(timer);
  socket.once(connected, stop).once('close', stop);
}

function toResponse(answer: IncomingMessage): Response {
  const { statusCode: status = 0, statusMessage: statusText = '' } = answer;
  const headers = new Headers();
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    headers.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '');
  }
  if (withoutBody.includes(status)) {
    answer.resume();
    return new Response(null, { status, statusText, headers });
  }
  const zipped = headers.get('content-encoding') === 'gzip';
  // When one of them breaks, so does the other, and whoever reads hears of it.
  const body = zipped ? pipeline(answer, createGunzip(), () => undefined) : answer;
  if (zipped) for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  return new Response(Readable.toWeb(body), { status, statusText, headers });
}
