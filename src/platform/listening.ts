import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from './refusal.ts';

/** A request that takes longer than this when we stop is cut off. */
const lastRequestsMs = 5_000;
const lookAgainMs = 50;

/**
 * Listens, and answers the function that stops it: no new connections, requests under way are finished.
 *
 * @throws Refusal `conflict` when another program has the port
 */
export function listen(server: Server, port: number, host: string): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(error, port) ?? error));
    server.listen(port, host, 1024, () => resolve(() => close(server, sockets)));
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
