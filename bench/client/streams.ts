import type { Socket } from 'node:net';
import { agentEmail, apiKey } from '../world/people.ts';
import { openSocket } from './connection.ts';

/** A call came up on an agent's screen. `at`: when its last byte was read, `performance.now()`. */
export type OnRing = (agent: number, pbxCallId: string, at: number) => void;

/** How many streams are asked for at once while opening. */
const atOnce = 50;

/** Which frame counts: the first of a ring, or the first after all CRMs have said who it is. */
export type Stage = 'ringing' | 'looked up';

/** One open stream for each of the agents 0 … count - 1; resolves when all have had their snapshot. */
export async function openStreams(
  port: number,
  count: number,
  stage: Stage,
  onRing: OnRing,
): Promise<Socket[]> {
  const sockets: Socket[] = [];
  let next = 0;
  const openSome = async (): Promise<void> => {
    for (let agent = next++; agent < count; agent = next++)
      sockets.push(await openStream(port, agent, stage, onRing));
  };
  await Promise.all(Array.from({ length: atOnce }, openSome));
  return sockets;
}

async function openStream(port: number, agent: number, stage: Stage, onRing: OnRing): Promise<Socket> {
  const socket = await openSocket(port);
  await new Promise<void>((resolve, reject) => {
    let unread = '';
    socket.on('data', (chunk: string) => {
      const at = performance.now();
      unread += chunk;
      const frames = unread.split('\n\n');
      unread = frames.pop() ?? '';
      for (const frame of frames) {
        if (frame.includes('event: snapshot')) resolve();
        else readFrame(frame, stage, (pbxCallId) => onRing(agent, pbxCallId, at));
      }
    });
    socket.once('error', reject).once('close', () => reject(new Error(`the stream of agent ${agent} ended`)));
    socket.write(
      `GET /api/agent/stream?agent=${agentEmail(agent)} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
        `Authorization: Bearer ${apiKey}\r\nAccept: text/event-stream\r\n\r\n`,
      'latin1',
    );
  });
  return socket;
}

/** Whatever a call's first frame says, it came up: in a crowd a ring and its answer may be told as one. */
function readFrame(frame: string, stage: Stage, onRing: (pbxCallId: string) => void): void {
  if (!frame.includes('event: call')) return;
  if (stage === 'looked up' && frame.includes('"lookup":"pending"')) return;
  const pbxCallId = /"pbxCallId":"([^"]+)"/.exec(frame)?.[1];
  if (pbxCallId !== undefined) onRing(pbxCallId);
}
