import { connectRedis } from '../../src/platform/redis.ts';
import { createWakeQueue } from '../../src/platform/wake-queue.ts';
import { until } from './until.ts';

/** Speaks to the Redis at this address as a process of Ringside does, and tells what worked. */
const url = process.argv[2] ?? '';
const patienceMs = 60_000;
const link = await connectRedis(url, () => undefined);
const heard: string[] = [];
link.subscribe(
  'ringside:probe',
  (text) => heard.push(text),
  () => undefined,
);
const say = async (): Promise<boolean> => {
  await link.commands.publish('ringside:probe', 'x').catch(() => undefined);
  return heard.length > 0;
};
await until('it is heard', say, patienceMs);
process.stdout.write('heard\n');
const queue = createWakeQueue(url, 'ringside:probe', () => undefined);
const done: string[] = [];
queue.onWake((name) => {
  done.push(name);
  return Promise.resolve();
});
await until('it is worked on', () => queue.wake('one') && done.length > 0, patienceMs);
process.stdout.write('worked\n');
await queue.stop();
link.close();
