import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { z } from 'zod';

const found = z.array(
  z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** What axe calls serious or critical, as `rule: element`. */
export async function seriousFaults(page: Page | Frame): Promise<string[]> {
  await page.evaluate(axe.source);
  const answer: unknown = await page.evaluate('axe.run().then(({ violations }) => violations)');
  return found
    .parse(answer)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Two frames on, when whatever moves has come to rest; what never does is not waited for. */
const settled = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => {
  const ends = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime < 10_000);
  const ended = Promise.allSettled(ends.map(({ finished }) => finished));
  return Promise.race([ended, new Promise((done) => setTimeout(done, 10_000))]).then(() => true);
})`;

/** In light and in dark. */
export async function seriousFaultsInBoth(page: Page, inside: Page | Frame = page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The colours change over some frames.
    await inside.evaluate(settled);
    for (const fault of await seriousFaults(inside)) faults.push(`${colorScheme} ${fault}`);
  }
  return faults;
}
