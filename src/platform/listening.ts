import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from './refusal.ts';

/** A request that takes longer than this when we stop is cut off. */
const lastRequestsMs = 3_000;
const lookAgainMs = 50;

export interface Listening {
  /** From now on each answer is its connection's last: whoever keeps connections makes new ones, elsewhere. */
  letGo(): void;
  /** No new connections; requests under way are finished. */
  close(): Promise<void>;
}

/**
 * Listens.
 *
 * @throws Refusal `conflict` when another program has the port
 */
export function listen(server: Server, port: number, host: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(error, port) ?? error));
    const letGo = (): void => {
      server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
    };
    server.listen(port, host, 1024, () => resolve({ letGo, close: () => close(server, sockets) }));
  });
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), lastRequestsMs);
    // A connection kept alive is idle only once its last answer is out.
    const idle = setInterval(() => server.closeIdleConnections(), lookAgainMs);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
    // Browsers open connections ahead of need; Node takes one that never spoke for busy.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  });
}

function portTaken(error: Error, port: number): Refusal | null {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return null;
  return new Refusal('conflict', `Port ${port} is in use by another program. Set PORT to another one.`);
}
