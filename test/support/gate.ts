import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that can be shut: whoever goes through it then finds the server gone. */
export interface Gate {
  port: number;
  /** Cuts all connections and refuses new ones. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function startGate(host: string, port: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  let server: Server;
  let own = 0;

  async function open(): Promise<void> {
    server = createServer((inner) => {
      const outer = connect(port, host);
      for (const [one, other] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    server.listen(own, '127.0.0.1');
    await once(server, 'listening');
    own = (server.address() as AddressInfo).port;
  }

  await open();
  return {
    get port() {
      return own;
    },
    open,
    async shut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
