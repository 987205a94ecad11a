import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, staff } from '../support/office.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';

const { eva } = staff;
const shared = '+44 161 496 0177';
const book = [
  { connection: 'contacts', name: 'Jane Whitfield', company: 'Harbour Books', phones: [shared] },
  { connection: 'contacts', name: 'Tom Whitfield', company: 'Harbour Books', phones: [shared] },
  // A whole family at one number: more records than there is room for.
  ...['Ana', 'Rui', 'Eva', 'Ivo', 'Zoe', 'Leo'].map((name) => ({
    ...{ connection: 'contacts', name: `${name} Sousa`, company: 'Casa Sousa', phones: ['+420 777 123 456'] },
  })),
];

describe.skipIf(browser === null)('who is calling', () => {
  let stage: Stage;
  let window: Window;
  const card = (label: string): Locator => window.page.getByRole('article', { name: label });

  /** Rings Eva's phone, shows what is to be seen to `look`, and ends the call. */
  async function calls(from: string, look: () => Promise<void>, name = ''): Promise<void> {
    const cast = aCast({ customerNumber: from, customerName: name });
    await stage.play('office', [ring(cast, 0, eva)]);
    await look();
    await stage.play('office', [hangUp(cast, 0, eva), end(cast)]);
  }

  beforeAll(async () => {
    stage = await openStage({ provision: anOffice({ directory: book }) });
    window = await stage.window({ as: eva.email });
  });
  afterEach(() => expect(window.faults).toEqual([]));
  afterAll(() => stage.stop());

  it('a stranger: the number, its country, and that there is no record', () =>
    calls('+12025550199', async () => {
      await card('Ringing: +1 202 555 0199').waitFor();
      const text = await card('Ringing: +1 202 555 0199').innerText();
      expect(text).toContain('Not in your records');
      expect(text).toContain('United States');
      expect(text).toContain('No record has this number.');
    }));

  it('a stranger whom the phone system names', () =>
    calls(
      '+12025550198',
      async () => {
        await card('Ringing: LUIS ORTEGA').waitFor();
        expect(await card('Ringing: LUIS ORTEGA').innerText()).toContain(
          'The name is from the phone system.',
        );
      },
      'LUIS ORTEGA',
    ));

  it('somebody who hides the number', () =>
    calls('anonymous', async () => {
      await card('Ringing: Number withheld').waitFor();
      const text = await card('Ringing: Number withheld').innerText();
      expect(text).toContain('No number, so nothing to look up.');
      expect(text).not.toContain('anonymous');
    }));

  it('one of several: the agent says who, and it is remembered for the number', async () => {
    await calls(shared, async () => {
      const ringing = window.page.getByRole('article', { name: /^Ringing: (Tom|Jane) Whitfield$/ });
      await ringing.getByText('or 1 other').waitFor();
      await ringing.getByRole('radio', { name: /Jane Whitfield/ }).click();
      await card('Ringing: Jane Whitfield').getByText('Chosen, and remembered').waitFor();
    });
    await calls(shared, async () => {
      const again = card('Ringing: Jane Whitfield');
      await again.waitFor();
      expect(await again.getByRole('radio', { name: /Jane Whitfield/ }).isChecked()).toBe(true);
      expect(await again.innerText()).not.toContain('or 1 other');
    });
  });

  it('somebody from a campaign: lead, campaign, script and tags', async () => {
    const leg = { call_id: 'lead-call', type: 'inbound', cid_num: '+442920180333', dst_num: '+420591166200' };
    const about = { lead_id: '4711', lead_name: 'Priya Raman', campaign_id: '12', call_script: '3' };
    const fields = { ...leg, ...about, id: 'lead-leg', dst_user_id: eva.userId, tags: 'vip,renewal' };
    const tell = (event: string) =>
      stage.tell('hub', {
        afterMs: 0,
        event,
        fields: { ...fields, ts: String(Math.floor(Date.now() / 1000)) },
      });
    await tell('call:ring');
    const ringing = card('Ringing: Priya Raman');
    await ringing.waitFor();
    const facts = await ringing.locator('dl').innerText();
    expect(facts.replaceAll('\n', ' ')).toMatch(/Lead Priya Raman #4711 Campaign 12 Call script 3/);
    expect(await ringing.getByRole('list', { name: 'Tags' }).getByRole('listitem').allInnerTexts()).toEqual([
      'vip',
      'renewal',
    ]);
    await tell('call:end');
  });

  it('is told late by a slow CRM without anything moving', async () => {
    // Cards slide in; measured is where they come to rest.
    const still = { as: eva.email, before: 'late-matches.js', reducedMotion: 'reduce' as const };
    const slow = await stage.window(still);
    const phone = await stage.window({ ...still, viewport: { width: 390, height: 800 } });
    await calls('+420777123456', async () => {
      for (const { page, faults } of [slow, phone]) {
        const early = page.getByRole('article', { name: 'Ringing: +420 777 123 456' });
        await early.getByText('Looking up…', { exact: true }).first().waitFor();
        const places = () => Promise.all(['.pop', '.pop-number', '.records', '.facts'].map(placeOf));
        const placeOf = (part: string) => page.locator(part).first().boundingBox();
        const before = await places();
        await page.evaluate('letThrough()');
        await page
          .getByRole('article', { name: /^Ringing: \w+ Sousa$/ })
          .getByText('or 5 others')
          .waitFor();
        expect(await places()).toEqual(before);
        expect(faults).toEqual([]);
      }
    });
  });
});
