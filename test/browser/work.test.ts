import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cast } from '../../src/demo/cast.ts';
import { answer, end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, karel, staff } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

const { eva } = staff;
const shared = '+44 161 496 0177';
const directory = [
  { connection: 'contacts', id: karel.id, name: karel.name, company: karel.company, phones: [karel.phone] },
  { connection: 'contacts', id: 'jane', name: 'Jane Whitfield', company: 'Harbour Books', phones: [shared] },
  { connection: 'contacts', id: 'tom', name: 'Tom Whitfield', company: 'Harbour Books', phones: [shared] },
];

describe.skipIf(browser === null)('an agent’s work on a call', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    const connections = ['contacts', 'partners'].map((name) => ({ name, crm: 'directory' }));
    stage = await openStage({ provision: anOffice({ directory, connections }) });
    window = await stage.window({ as: eva.email });
  });
  afterEach(async () => {
    const done = window.page.getByRole('button', { name: 'Done' });
    while ((await done.count()) > 0) await done.first().click();
    expect(window.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });
  afterAll(() => stage.stop());

  const card = (label: string) => window.page.getByRole('article', { name: label });
  const recent = () => window.page.getByRole('region', { name: 'Recent calls' });
  async function talk(change: Partial<Cast> = {}): Promise<Cast> {
    const cast = aCast(change);
    await stage.play('office', [ring(cast, 0, eva), answer(cast, 0, eva)]);
    return cast;
  }
  const over = (cast: Cast) => stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
  /** The notes in the CRMs: both have the call. */
  const noted = async ({ callId }: Cast) => {
    await stage.quiet();
    const notes = (await stage.inBook(callId)).map(({ note, disposition }) => [note, disposition]);
    expect(notes).toHaveLength(2);
    return notes[0];
  };

  it('a note typed while talking and a disposition chosen afterwards are in the CRM with the call', async () => {
    const cast = await talk();
    const talking = card('Talking: Karel Novák');
    await talking.getByLabel('Note', { exact: true }).fill('Wants a quote for 20 chairs');
    await talking.getByText('Saved', { exact: true }).waitFor();
    await over(cast);
    const wrapUp = card('Ended: Karel Novák');
    await wrapUp.getByText('Call back', { exact: true }).click();
    await wrapUp.getByText('Saved', { exact: true }).waitFor();
    expect(await noted(cast)).toEqual(['Wants a quote for 20 chairs', 'Call back']);

    await wrapUp.getByText('Call back', { exact: true }).click();
    await wrapUp.getByRole('radio', { name: 'Call back', checked: false }).waitFor();
    await becomes(() => noted(cast), ['Wants a quote for 20 chairs', null]);
  });

  it('the card of a call that just ended comes back after a reload, until one is done with it', async () => {
    const cast = await talk();
    await over(cast);
    await card('Ended: Karel Novák').waitFor();
    await stage.quiet();
    await window.page.reload();
    await card('Ended: Karel Novák').getByRole('button', { name: 'Done' }).click();
    await window.page.getByText('Ready for calls').waitFor();
    await window.page.reload();
    await recent().getByText('Karel Novák').first().waitFor();
    expect(await window.page.getByRole('article').count()).toBe(0);
  });

  it('a note written without a network survives a reload and is sent when the server is back', async () => {
    const cast = await talk();
    const { page } = window;
    const note = card('Talking: Karel Novák').getByLabel('Note', { exact: true });
    await note.waitFor();
    await page.route('**/note', (route) => route.abort('internetdisconnected'));
    await note.fill('Said in a tunnel');
    await page.getByText(/Not saved yet/).waitFor();
    await page.reload();
    await page.getByText(/Not saved yet/).waitFor();
    expect(await note.inputValue()).toBe('Said in a tunnel');
    await page.unroute('**/note');
    await page.evaluate(`dispatchEvent(new Event('online'))`);
    await page.getByText('Saved', { exact: true }).waitFor();
    await over(cast);
    await becomes(() => noted(cast), ['Said in a tunnel', null]);
  });

  it('an unknown caller is written down in one click, where one chooses', async () => {
    const cast = await talk({ customerNumber: '+12025550123', customerName: 'Luis Ortega' });
    const stranger = card('Talking: Luis Ortega').getByRole('form', { name: 'Write this caller down' });
    expect(await stranger.getByLabel('Name').inputValue()).toBe('Luis Ortega');
    await stranger.getByText('More').click();
    await stranger.getByLabel('In', { exact: true }).selectOption('partners');
    await stranger.getByLabel('Company').fill('Ortega Cycles');
    await stranger.getByRole('button', { name: 'Create contact' }).click();
    await card('Talking: Luis Ortega').getByRole('link', { name: 'Open record' }).waitFor();
    expect(await card('Talking: Luis Ortega').innerText()).toContain('Ortega Cycles');
    await over(cast);
    await stage.quiet();
    expect((await stage.inBook(cast.callId)).filter(({ link }) => link !== null)).toHaveLength(1);
  });

  it('somebody of several may be named after the call, from the list', async () => {
    const cast = await talk({ customerNumber: shared });
    await over(cast);
    const row = recent().getByRole('listitem').filter({ hasText: 'Whitfield' });
    await card('Ended: Jane Whitfield')
      .or(card('Ended: Tom Whitfield'))
      .getByRole('button', { name: 'Done' })
      .click();
    await row.getByText('Who was it?').waitFor();
    await row.getByRole('button', { name: /^Note on/ }).click();
    await row.getByRole('radio', { name: /Tom Whitfield/ }).check();
    await row.getByText('Chosen, and remembered for this number').waitFor();
    await row.getByText('Who was it?').waitFor({ state: 'hidden' });
    const links = async () => (await stage.inBook(cast.callId)).flatMap(({ link }) => link?.id ?? []);
    await becomes(links, ['tom']);
  });

  it('recent calls are found by name and number', async () => {
    const cast = await talk({ customerNumber: '+12025550177' });
    await over(cast);
    await card('Ended: +1 202 555 0177').getByRole('button', { name: 'Done' }).click();
    await window.page.keyboard.press('/');
    const rows = recent().getByRole('listitem');
    await window.page.keyboard.type('202 555 0177');
    await becomes(() => rows.count(), 1);
    await window.page.getByLabel('Search recent calls').fill('nobody like this');
    await recent().getByText('No call of yours fits').waitFor();
    await window.page.getByLabel('Search recent calls').fill('');
    await becomes(async () => (await rows.count()) > 1, true);
  });

  it('all of it is done by keyboard', async () => {
    const { page } = window;
    const cast = await talk();
    await card('Talking: Karel Novák').getByLabel('Note', { exact: true }).waitFor();
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('n');
    await page.keyboard.type('No mouse needed');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.matches(".pop")')).toBe(true);
    await page.keyboard.press('d');
    await page.keyboard.press('ArrowRight');
    await card('Talking: Karel Novák').getByText('Saved', { exact: true }).waitFor();
    await over(cast);
    expect(await noted(cast)).toEqual(['No mouse needed', 'Call back']);
    await card('Ended: Karel Novák').waitFor();
    await page.keyboard.press('w');
    await page.getByText('Ready for calls').waitFor();
  });
});
