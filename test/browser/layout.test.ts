import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answer, end, hangUp, ring } from '../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, karel, staff } from '../support/office.ts';
import { adminPages } from './admin-pages.ts';
import { openAdminStage } from './admin-stage.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';

const { eva, jan } = staff;
const admin = { name: 'Ada', email: 'ada@example.com', role: 'admin' as const };
const long = 'Alexandra Featherstonehaugh-Cholmondeley de la Tour';
const shared = ['+44 161 496 0177'];

const widths = [320, 390, 1280];
const schemes = ['light', 'dark'] as const;

/** What sticks out of the window or is cut off by its card, and how light the ground is. */
const measure = `(() => {
  const mayBeLonger = ({ overflowX, textOverflow, webkitLineClamp, clipPath }) =>
    ['auto', 'scroll'].includes(overflowX) || textOverflow === 'ellipsis' || webkitLineClamp !== 'none' ||
    clipPath !== 'none';
  const room = (one) => {
    if (!one) return innerWidth;
    const style = getComputedStyle(one);
    if (mayBeLonger(style)) return Infinity;
    const own = style.overflowX === 'hidden' ? one.getBoundingClientRect().right : Infinity;
    return Math.min(own, room(one.parentElement));
  };
  const out = [...document.querySelectorAll('#root *')]
    .filter((one) => one.getBoundingClientRect().right > room(one) + 0.5)
    .map((one) => one.outerHTML.slice(0, 120));
  const ground = getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number);
  return { out, scrolls: document.documentElement.scrollWidth - innerWidth, ground: Math.max(...ground) };
})()`;
const measured = z.object({ out: z.array(z.string()), scrolls: z.number(), ground: z.number() });

/** WCAG 2.1: of the words to what is behind them. */
const contrast = (words: string, ground: string): string => `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (selector, property) => {
    canvas.fillStyle = getComputedStyle(document.querySelector(selector))[property];
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark, bright] = [light('${words}', 'color'), light('${ground}', 'backgroundColor')].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
})()`;

describe.skipIf(browser === null)('at 320, 390 and 1280 pixels, light and dark', () => {
  let stage: Stage;
  let window: Window;
  let office: { stage: Stage; window: Window };

  beforeAll(async () => {
    const directory = [
      {
        connection: 'contacts',
        id: karel.id,
        name: karel.name,
        company: long.repeat(2),
        phones: [karel.phone],
      },
      { connection: 'contacts', name: long, company: long, phones: shared },
      { connection: 'contacts', name: 'Tom Whitfield', company: 'Harbour Books', phones: shared },
    ];
    const { people = [] } = anOffice();
    stage = await openStage({ provision: anOffice({ directory, people: [...people, admin] }) });
    window = await stage.window({ as: eva.email });
    office = await openAdminStage();
  });
  afterAll(async () => {
    await stage.stop();
    await office.stage.stop();
  });

  async function fits(page = window.page): Promise<void> {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        const isLight = colorScheme === 'light';
        // Charts hear of a new width a frame later.
        await expect
          .poll(async () => {
            const { out, scrolls, ground } = measured.parse(await page.evaluate(measure));
            return { width, colorScheme, out, scrolls, isLight: ground > 128 };
          })
          .toEqual({ width, colorScheme, out: [], scrolls: 0, isLight });
      }
    }
  }

  it('the panel without a call fits', async () => {
    await window.page.getByText('Ready for calls').waitFor();
    await fits();
  });

  it('the panel fits with a call in each of its states, which are told apart by their colours', async () => {
    const { page } = window;
    const cast = aCast();
    const grounds = new Set<string>();
    const looksLike = async (state: string): Promise<void> => {
      await page.locator(`.pop[data-state="${state}"]`).waitFor();
      await fits();
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate(contrast('.pop-state', '.pop-head')), colorScheme).toBeGreaterThan(4.5);
        expect(await page.evaluate(contrast('.pop-title', '.pop')), colorScheme).toBeGreaterThan(4.5);
        grounds.add(
          String(
            await page.evaluate(`getComputedStyle(document.querySelector('.pop-head')).backgroundColor`),
          ),
        );
      }
    };
    await stage.play('office', [ring(cast, 0, eva, { queue_name: 'helpdesk' }), ring(cast, 0, jan)]);
    await looksLike('ringing');
    await stage.play('office', [answer(cast, 0, jan), hangUp(cast, 0, eva)]);
    await looksLike('answered_elsewhere');
    await stage.play('office', [hangUp(cast, 0, jan), end(cast)]);
    await page.reload();
    const second = aCast();
    await stage.play('office', [ring(second, 0, eva), answer(second, 0, eva)]);
    await looksLike('answered');
    expect(grounds.size).toBe(6);
    await stage.play('office', [hangUp(second, 0, eva), end(second)]);
    await page.reload();
  });

  it('the panel fits with several matches, tags, a lead and a long script', async () => {
    const ids = {
      id: 'leg',
      call_id: 'call',
      ts: String(Math.floor(Date.now() / 1000)),
      dst_user_id: eva.userId,
    };
    const about = {
      lead_id: '4711',
      lead_name: long,
      campaign_id: '12',
      call_script: 'Be kind. '.repeat(20),
    };
    const fields = {
      ...ids,
      ...about,
      type: 'queue',
      queue_id: long,
      cid_num: shared[0] ?? '',
      tags: `vip,${long}`,
    };
    await stage.tell('hub', { afterMs: 0, event: 'call:ring', fields });
    await window.page.getByText('Who is it?').waitFor();
    await fits();
    await stage.tell('hub', { afterMs: 0, event: 'call:end', fields });
  });

  it('a contact fits', async () => {
    await window.page.goto(`${stage.url()}/contacts/contacts/${karel.id}`);
    await window.page.getByRole('region', { name: 'Calls' }).getByRole('listitem').first().waitFor();
    await fits();
  });

  it.each(adminPages)('$path fits', async ({ path, ready }) => {
    const { page } = office.window;
    await page.goto(`${office.stage.url()}${path}`);
    await page.getByText(ready).first().waitFor();
    await fits(page);
  });

  it('signing in fits', async () => {
    await window.page.context().clearCookies();
    await window.page.goto(`${stage.url()}/login?link=expired`);
    await window.page.getByLabel('Password').waitFor();
    await fits();
  });

  it('each step of the setup fits', async () => {
    const { page } = window;
    const fresh = await openStage({ provision: {} });
    try {
      await page.goto(fresh.service.setupUrl ?? expect.fail());
      await page.getByLabel('Your name').fill('Ada');
      await fits();
      await page.getByLabel('E-mail address').fill('ada@example.com');
      await page.getByLabel('Password').fill('correct horse battery');
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByLabel('Country').waitFor();
      await fits();
      await page.getByRole('button', { name: 'Add the phone system' }).click();
      await page.getByLabel('Your extension').fill('101');
      await fits();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('code', { hasText: 'curl ' }).waitFor();
      await page.getByRole('button', { name: 'Play sample calls' }).click();
      await page.getByText(/^Playing for/).waitFor();
      await fits();
    } finally {
      await fresh.stop();
    }
  }, 40_000);
});
