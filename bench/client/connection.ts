import { connect, type Socket } from 'node:net';

/** One answer on a connection. */
export interface Answer {
  status: number;
}

/**
 * Reads answers off a byte stream, one after the other. Only what our servers send is understood: a
 * `Content-Length`, no chunks.
 */
export function createAnswerReader(onAnswer: (answer: Answer) => void): (chunk: string) => void {
  let text = '';
  return (chunk) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? NaN);
      if (Number.isNaN(length)) throw new Error(`an answer without a length: ${text.slice(0, end)}`);
      if (text.length < end + 4 + length) return;
      const status = Number(text.slice(9, 12));
      text = text.slice(end + 4 + length);
      onAnswer({ status });
    }
  };
}

/** Addresses of this machine to connect from: ports of one address run out when every request takes a new one. */
const sources = Array.from({ length: 20 }, (_, n) => `127.0.0.${n + 2}`);
let connections = 0;

/** Answers once it is connected. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const localAddress = sources[connections++ % sources.length];
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    socket.setEncoding('latin1');
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
