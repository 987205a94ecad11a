import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answer, end, hangUp, incoming, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { karel, staff } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const { eva, jan, ota } = staff;

describe.skipIf(browser === null)('a call that rings on several phones', () => {
  let stage: Stage;
  const windows: Record<string, Window> = {};
  const page = (of: { name: string }) => windows[of.name]?.page ?? expect.fail(`${of.name} has no window`);
  const card = (of: { name: string }, label: string) => page(of).getByRole('article', { name: label });
  const afterAWhile = (of: { name: string }) => page(of).clock.fastForward(9_000);
  const titles = () => Promise.all([eva, jan, ota].map((who) => page(who).title()));

  beforeAll(async () => {
    stage = await openStage();
    for (const who of [eva, jan, ota]) {
      windows[who.name] = await stage.window({ as: who.email, ownClock: true });
    }
  });
  afterEach(() => {
    for (const { faults } of Object.values(windows)) expect(faults).toEqual([]);
  });
  afterAll(() => stage.stop());

  it('shows on theirs and on nobody else’s screen, and leaves when someone answers', async () => {
    const cast = aCast();
    await stage.play('office', [incoming(cast), ring(cast, 0, eva), ring(cast, 0, jan)]);
    await card(eva, 'Ringing: Karel Novák').waitFor();
    await card(jan, 'Ringing: Karel Novák').waitFor();
    expect(await titles()).toEqual(['☎ Karel Novák — Ringside', '☎ Karel Novák — Ringside', 'Ringside']);
    expect(await page(ota).getByRole('article').count()).toBe(0);

    await stage.play('office', [answer(cast, 0, jan), hangUp(cast, 0, eva)]);
    await card(jan, 'Talking: Karel Novák').waitFor();
    await card(eva, 'Jan answered: Karel Novák').waitFor();
    expect(await titles()).toEqual(['Ringside', 'Ringside', 'Ringside']);

    await afterAWhile(eva);
    await page(eva).getByText('Ready for calls').waitFor();
    expect(await page(eva).getByRole('region', { name: 'Missed calls' }).innerText()).toContain(
      'No missed calls',
    );
    await card(jan, 'Talking: Karel Novák').waitFor();
    await stage.play('office', [hangUp(cast, 0, jan), end(cast)]);
    await card(jan, 'Ended: Karel Novák').getByRole('button', { name: 'Done' }).click();
    const recent = page(jan).getByRole('region', { name: 'Recent calls' }).getByRole('listitem');
    await becomes(
      async () => (await recent.allInnerTexts()).filter((row) => row.includes(karel.name)).length,
      1,
    );
  });

  it('is missed by all when nobody answers, and stays in the list of the missed', async () => {
    const cast = aCast({ customerNumber: '+442079460999' });
    await stage.play('office', [incoming(cast), ring(cast, 0, eva), ring(cast, 0, ota)]);
    await card(ota, 'Ringing: +44 20 7946 0999').waitFor();
    await stage.play('office', [hangUp(cast, 0, eva), hangUp(cast, 0, ota), end(cast)]);
    for (const who of [eva, ota]) await card(who, 'Missed: +44 20 7946 0999').waitFor();
    for (const who of [eva, ota]) {
      await afterAWhile(who);
      const missed = page(who).getByRole('region', { name: 'Missed calls' }).getByRole('listitem');
      await missed.filter({ hasText: '+44 20 7946 0999' }).waitFor();
      expect(await missed.count()).toBe(1);
    }
    expect(await page(jan).getByRole('region', { name: 'Missed calls' }).innerText()).not.toContain('0999');
  });
});
