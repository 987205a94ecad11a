import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, end, hangUp, incoming, mention, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { staff } from '../support/office.ts';
import { seriousFaultsInBoth } from './accessibility.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const { eva, jan } = staff;
const stranger = '+12025550123';

/** One window, open all day, never reloaded by hand. */
describe.skipIf(browser === null)('an agent’s day', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    stage = await openStage();
    window = await stage.window({ as: eva.email });
    await window.page.evaluate('window.neverReloaded = true');
  });
  afterAll(async () => {
    expect(await window.page.evaluate('window.neverReloaded')).toBe(true);
    await stage.stop();
  });

  const card = (label: string) => window.page.getByRole('article', { name: label });
  const list = (name: string) => window.page.getByRole('region', { name });
  const looksRight = async () => expect(await seriousFaultsInBoth(window.page)).toEqual([]);

  it('begins with a call to the whole group, which she answers and notes', async () => {
    const cast = aCast();
    await stage.play('office', [incoming(cast), ring(cast, 0, eva), ring(cast, 0, jan)]);
    await card('Ringing: Karel Novák').waitFor();
    await looksRight();
    await stage.play('office', [answer(cast, 0, eva), hangUp(cast, 0, jan)]);
    await card('Talking: Karel Novák').getByLabel('Note', { exact: true }).fill('Order 4711 is late');
    await card('Talking: Karel Novák').getByText('Saved', { exact: true }).waitFor();
    await looksRight();
    await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
    await card('Ended: Karel Novák').getByText('Call back', { exact: true }).click();
    await card('Ended: Karel Novák').getByText('Saved', { exact: true }).waitFor();
    await looksRight();
    await stage.quiet();
    expect(await stage.inBook(cast.callId)).toMatchObject([
      {
        agent: { email: eva.email },
        note: 'Order 4711 is late',
        disposition: 'Call back',
        link: { id: 'karel' },
      },
    ]);
    await card('Ended: Karel Novák').getByRole('button', { name: 'Done' }).click();
  });

  it('misses one of an unknown caller, and is paused for it', async () => {
    const cast = aCast({ customerNumber: stranger });
    await stage.play('office', [incoming(cast), ring(cast, 0, eva), hangUp(cast, 0, eva), end(cast)]);
    const paused = { exten: eva.extension, reason: 'unanswered_queue_call' };
    await stage.play('office', [mention(cast, 0, 'exten_paused', paused)]);
    await window.page.getByText('The phone system paused you: unanswered queue call').waitFor();
    await list('Missed calls').getByRole('listitem').filter({ hasText: '+1 202 555 0123' }).waitFor();
    await looksRight();
  });

  it('writes that caller down from the list of the missed', async () => {
    const row = list('Missed calls').getByRole('listitem').filter({ hasText: '+1 202 555 0123' });
    await row.getByRole('button', { name: /^Note on/ }).click();
    await row.getByLabel('Name').fill('Luis Ortega');
    await looksRight();
    await row.getByRole('button', { name: 'Create contact' }).click();
    await list('Missed calls').getByRole('link', { name: 'Luis Ortega' }).waitFor();
  });

  it('goes on through a restart of the server and a lost network; now the caller has a name', async () => {
    const { page } = window;
    await stage.restart();
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.context().setOffline(true);
    const cast = aCast({ customerNumber: stranger });
    await stage.play('office', [incoming(cast), ring(cast, 0, eva)]);
    await page.context().setOffline(false);
    await card('Ringing: Luis Ortega').waitFor();
    await stage.play('office', [answer(cast, 0, eva), hangUp(cast, 0, eva), end(cast)]);
    await card('Ended: Luis Ortega').waitFor();
    await becomes(stage.streams, 1);
  });
});
