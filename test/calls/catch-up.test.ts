import { describe, expect, it } from 'vitest';
import { createCatchUp } from '../../src/calls/catch-up.ts';
import { until } from '../support/until.ts';

describe('catching up', () => {
  it('happens once, however often it is asked for', async () => {
    let folds = 0;
    const { soon } = createCatchUp({ fold: () => Promise.resolve(void (folds += 1)) });
    soon();
    soon();
    expect(folds).toBe(0);
    await until('it is folded', () => folds > 0);
    soon();
    await until('it is folded again', () => folds > 1);
    expect(folds).toBe(2);
  });

  it('goes on at the end until nothing waits', async () => {
    let waiting = 3;
    const { finish } = createCatchUp({ fold: () => Promise.resolve(void (waiting -= 1)) });
    await finish(() => waiting > 0);
    expect(waiting).toBe(0);
  });

  it('gives up at the end where nothing can be stored', async () => {
    let tries = 0;
    const fold = (): Promise<never> => {
      tries += 1;
      return Promise.reject(new Error('disk full'));
    };
    await createCatchUp({ fold }).finish(() => true);
    expect(tries).toBe(1);
  });
});
