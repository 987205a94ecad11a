import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFaults } from './accessibility.ts';
import { adminPages } from './admin-pages.ts';
import { openAdminStage } from './admin-stage.ts';
import { browser, type Stage, type Window } from './stage.ts';

describe.skipIf(browser === null)('axe finds no serious fault', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    ({ stage, window } = await openAdminStage());
  });
  afterAll(() => stage.stop());

  describe.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
  ] as const)('in $colorScheme, $width pixels wide', ({ colorScheme, width }) => {
    it.each(adminPages)('on $path', async ({ path, ready }) => {
      const { page } = window;
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(`${stage.url()}${path}`);
      await page.getByText(ready).first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    });
  });
});
