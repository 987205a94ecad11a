import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ring, hangUp, end } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, staff } from '../support/office.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';

const { eva } = staff;
const image = '<img src=x onerror="alert(1)">';
const script = '</p><script>alert(document.domain)</script>';
const long = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5);
const backwards = '\u202Egnp.exe\u202D مرحبا بالعالم';
const emoji = '👩‍👩‍👧‍👦🏳️‍🌈 Žofie 🎧';

const numberOf = (index: number) => `+42077712300${index}`;
const names = [image, script, long, backwards, emoji];

describe.skipIf(browser === null)('strings from outside', () => {
  let stage: Stage;
  let window: Window;

  beforeAll(async () => {
    const directory = names.map((name, index) => ({
      ...{ connection: 'contacts', id: `hostile-${index}`, name, company: name },
      phones: [numberOf(index)],
    }));
    stage = await openStage({ provision: anOffice({ directory }) });
    window = await stage.window({ as: eva.email });
  });
  afterAll(() => stage.stop());

  async function expectText(text: string): Promise<void> {
    const { page, faults } = window;
    await page.getByText(text, { exact: true }).first().waitFor();
    expect(await page.locator('#root img, #root script').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(faults).toEqual([]);
  }

  it.each(names.map((name, index) => ({ name, index })))(
    'are text in a contact’s name: $name',
    async ({ name, index }) => {
      const cast = aCast({ customerNumber: numberOf(index) });
      await stage.play('office', [ring(cast, 0, eva)]);
      await expectText(name);
      expect(await window.page.title()).toContain(name.slice(0, 20).trim());
      await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
      await window.page.goto(`${stage.url()}/contacts/contacts/hostile-${index}`);
      await window.page.getByRole('heading', { name }).waitFor();
      await expectText(name);
      await window.page.goto(`${stage.url()}/agent`);
      await window.page.getByRole('region', { name: 'Missed calls' }).getByRole('link', { name }).waitFor();
      await expectText(name);
    },
  );

  it.each(names)('are text in everything the phone system says: %s', async (said) => {
    const fields = {
      ...{ id: `leg-${said}`, call_id: `call-${said}`, ts: String(Math.floor(Date.now() / 1000)) },
      ...{ type: 'queue', cid_num: '+12025550190', cid_name: said, dst_num: said, queue_id: said },
      ...{ lead_id: said, lead_name: said, campaign_id: said, dialer_id: said, call_script: said },
      ...{ tags: JSON.stringify([said]), dst_user_id: eva.userId },
    };
    await stage.tell('hub', { afterMs: 0, event: 'call:ring', fields });
    await expectText(said);
    await stage.tell('hub', { afterMs: 0, event: 'call:end', fields });
  });

  it('are no link when they are no address of the web', async () => {
    const fields = {
      type: 'inbound',
      cid_num: '+12025550191',
      dst_user_id: eva.userId,
      id: 'js',
      call_id: 'js',
    };
    const script = 'javascript:alert(document.cookie)//long enough for a box of its own';
    const ts = String(Math.floor(Date.now() / 1000));
    await stage.tell('hub', {
      afterMs: 0,
      event: 'call:ring',
      fields: { ...fields, ts, call_script: script },
    });
    await expectText(script);
    expect(await window.page.locator('a[href^="javascript" i]').count()).toBe(0);
  });
});
