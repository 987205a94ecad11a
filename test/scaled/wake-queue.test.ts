import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWakeQueue, type WakeQueue } from '../../src/platform/wake-queue.ts';
import { describeScaled } from '../support/installation.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

describeScaled('ringing for a worker', () => {
  let redis: TestRedis;
  let web: WakeQueue;
  let worker: WakeQueue;
  const done: string[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    web = createWakeQueue(redis.url, 'ringside:test', () => undefined);
    worker = createWakeQueue(redis.url, 'ringside:test', () => undefined);
    worker.onWake((name) => {
      done.push(name);
      return name === 'broken' ? Promise.reject(new Error('no')) : Promise.resolve();
    });
  });
  afterAll(async () => {
    await Promise.all([web.stop(), worker.stop()]);
    await redis.stop();
  });
  /** As soon as Redis can be reached. */
  const ring = (name: string, afterMs = 0) => until('it rings', () => web.wake(name, afterMs));
  const heard = (name: string) => until(`${name} is worked on`, () => done.includes(name));

  it('another process does it; one that fails keeps none of the others', async () => {
    await ring('broken');
    await ring('one');
    await Promise.all([heard('broken'), heard('one')]);
  });

  it('later, when it was asked for later', async () => {
    const askedAt = Date.now();
    await ring('later', 300);
    await heard('later');
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(300);
  });

  it('rings said in one breath are one', async () => {
    await ring('often');
    for (let times = 0; times < 50; times += 1) web.wake('often');
    await heard('often');
    await ring('last');
    await heard('last');
    expect(done.filter((name) => name === 'often').length).toBeLessThan(10);
  });

  it('after Redis was emptied, and after it was stopped and started, it rings again', async () => {
    await redis.empty();
    await ring('emptied');
    await heard('emptied');
    await redis.stop();
    await until('it says that nobody hears', () => !web.wake('nobody'));
    await redis.start();
    await ring('restarted');
    await heard('restarted');
  }, 30_000);
});
