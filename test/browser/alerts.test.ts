import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Cast } from '../../src/demo/cast.ts';
import { answer, end, hangUp, mention, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const { eva } = staff;
const shownShape = z.array(z.object({ title: z.string(), body: z.string(), silent: z.boolean() }));

describe.skipIf(browser === null)('a ring', () => {
  let stage: Stage;
  let window: Window;
  let cast: Cast;
  beforeAll(async () => {
    stage = await openStage();
  });
  beforeEach(async () => {
    cast = aCast();
    window = await stage.window({ as: eva.email, before: 'notifications.js' });
  });
  afterEach(async () => {
    await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
    await stage.quiet();
    expect(window.faults).toEqual([]);
    await window.close();
  });
  afterAll(() => stage.stop());

  const rings = () => stage.play('office', [ring(cast, 0, eva)]);
  const card = (label: string) => window.page.getByRole('article', { name: label });
  const icon = () => window.page.locator('link[rel="icon"]').getAttribute('href');
  const shown = async () => shownShape.parse(await window.page.evaluate('desktop.shown'));
  const hide = (hidden: boolean) =>
    window.page.evaluate(`desktop.hidden = ${hidden}; document.dispatchEvent(new Event('visibilitychange'))`);

  it('shows in the tab’s title and icon until it is answered', async () => {
    const { page } = window;
    expect(await page.title()).toBe('Ringside');
    const calm = await icon();
    await rings();
    await card('Ringing: Karel Novák').waitFor();
    expect(await page.title()).toBe('☎ Karel Novák — Ringside');
    expect(await icon()).not.toBe(calm);
    await stage.play('office', [answer(cast, 0, eva)]);
    await card('Talking: Karel Novák').waitFor();
    expect(await page.title()).toBe('Ringside');
    expect(await icon()).toBe(calm);
  });

  it('that is seen on the page does not notify as well', async () => {
    await rings();
    await card('Ringing: Karel Novák').waitFor();
    expect(await shown()).toEqual([]);
  });

  it('on a hidden page notifies once, from one tab, until it is answered', async () => {
    const second = await window.page.context().newPage();
    await second.goto(`${stage.url()}/agent`);
    await second.getByText('Connected', { exact: true }).waitFor();
    await second.evaluate(`desktop.hidden = true; document.dispatchEvent(new Event('visibilitychange'))`);
    await hide(true);
    await rings();
    await card('Ringing: Karel Novák').waitFor();
    await second.getByRole('article', { name: 'Ringing: Karel Novák' }).waitFor();
    await becomes(shown, [
      { title: 'Ringing: Karel Novák', body: 'Novák s.r.o. · +420 591 166 223', silent: false },
    ]);
    expect(await second.evaluate('desktop.shown')).toEqual([]);
    await stage.play('office', [answer(cast, 0, eva)]);
    await card('Talking: Karel Novák').waitFor();
    expect(await window.page.evaluate('desktop.closed')).toEqual(['Ringing: Karel Novák']);
    expect(await shown()).toHaveLength(1);
  });

  it('that went unanswered pauses the agent, who is told on the desktop once, until it is over', async () => {
    const { page } = window;
    const mentioned = (event: string, fields: Record<string, string>) =>
      stage.play('office', [mention(cast, 0, event, fields)]);
    await hide(true);
    await mentioned('exten_paused', { exten: eva.extension, reason: 'unanswered_queue_call' });
    await becomes(
      async () => (await shown()).map(({ title }) => title),
      ['The phone system paused you: unanswered queue call'],
    );
    await hide(false);
    await page.getByText('Queues send you no calls until you unpause').waitFor();
    await hide(true);
    await mentioned('pbx_agent_login', { exten: eva.extension, userid: eva.userId });
    await becomes(
      () => page.evaluate('desktop.closed'),
      ['The phone system paused you: unanswered queue call'],
    );
    expect(await shown()).toHaveLength(1);
  });

  it('is spoken to those who do not see it', async () => {
    await rings();
    const spoken = window.page.locator('[aria-live="assertive"]');
    await becomes(() => spoken.innerText(), 'Ringing: Karel Novák, Novák s.r.o., +420 591 166 223');
  });
});
