import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crowd } from '../support/crowd/index.ts';
import { tenThousand } from '../support/crowd/fill.ts';
import { templateOffice } from '../support/crowd/template.ts';
import { until } from '../support/until.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';

/** So long that only what never comes is missed: a page of 10,000 takes its time on a busy machine. */
const patienceMs = 60_000;

/** Elements in a page that draws what is in view, whatever there is of it. A row has some 15. */
const mostElements = 2_500;

const pages = [
  { path: '/admin', ready: 'Balanced' },
  { path: '/admin/agents', ready: '10,005 agents', list: 'Agents' },
  { path: '/admin/people', ready: 'agent0@example.com', list: 'People' },
  { path: '/admin/api-keys', ready: 'Supervisor', list: 'API keys' },
  { path: '/admin/audit', ready: 'Change an agent', list: 'Audit log' },
  { path: '/admin/board', ready: 'not shown. Search to find one.' },
  { path: '/admin/calls', ready: '+420 601', list: 'Calls' },
  { path: '/admin/calls?fate=skipped&connection=quiet', ready: '+420 601', list: 'Calls' },
  { path: '/admin/calls/crowd000007', ready: 'The CRM refused it' },
  { path: '/admin/ledger', ready: '10,000', list: 'Calls that a CRM refused' },
  { path: '/admin/journal?status=rejected', ready: 'start_int_dial', list: 'Journal entries' },
  { path: '/admin/connections/strict?tab=rules', ready: 'On your latest calls' },
  { path: '/admin/privacy', ready: 'Nobody was erased yet' },
];

describe.skipIf(browser === null)('with 10,000 of everything', () => {
  let stage: Stage;
  let window: Window;

  beforeAll(async () => {
    stage = await openStage({ provision: templateOffice() });
    await crowd(stage, tenThousand);
    window = await stage.window();
    await window.page.goto((await stage.service.signInUrl('ada@example.com')) ?? expect.fail());
  }, 120_000);
  afterAll(() => stage.stop());

  const elements = (): Promise<unknown> => window.page.evaluate('document.querySelectorAll("*").length');
  const open = (path: string): Promise<unknown> => window.page.goto(stage.url() + path);

  it.each(pages)(
    '$path draws what is in view',
    async ({ path, ready, list }) => {
      const { page } = window;
      await open(path);
      await page.getByText(ready).first().waitFor({ timeout: patienceMs });
      expect(await elements()).toBeLessThan(mostElements);
      if (list === undefined) return;
      // Well past the first page: the next ones come, and the first rows go.
      await until('the list goes on', async () => (await rowAtTheEnd(page, list)) > 100, patienceMs);
      expect(await elements()).toBeLessThan(mostElements);
    },
    120_000,
  );

  it('finds one of them', async () => {
    const { page } = window;
    await open('/admin/agents?q=agent9876%40');
    await page.getByRole('row', { name: /agent9876@example\.com/ }).waitFor({ timeout: patienceMs });
    await open('/admin/board');
    await page.getByRole('searchbox').fill('00299');
    await page.getByText('00299').first().waitFor({ timeout: patienceMs });
    await page.getByText('Show 100 more').first().waitFor({ state: 'detached', timeout: patienceMs });
  }, 120_000);

  it('says what becomes of each of 10,000 rows of a table', async () => {
    const { page } = window;
    await open('/admin/agents/import');
    const rows = Array.from({ length: 10_000 }, (_, n) => `Person ${n},agent${n}@example.com,office,u${n}`);
    const buffer = Buffer.from(['name,email,source,user', ...rows].join('\n'));
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
    await page.getByText('10,000 rows changed').waitFor({ timeout: patienceMs });
    expect(await elements()).toBeLessThan(mostElements);
  }, 120_000);

  it('accepts all suggestions', async () => {
    const { page } = window;
    await open('/admin/agents');
    await page.getByRole('button', { name: 'Accept all 9,999' }).click({ timeout: patienceMs });
    await page.getByText('9,999 suggestions accepted').waitFor({ timeout: patienceMs });
    // The phone of the calls that were copied is like nobody's.
    await page.getByText('No suggestion').waitFor({ timeout: patienceMs });
    expect(await elements()).toBeLessThan(mostElements);
  }, 120_000);

  it('sends 10,000 refused calls again, and shows how far it is', async () => {
    const { page } = window;
    await open('/admin/ledger');
    await page.getByRole('button', { name: 'Try all again' }).click({ timeout: patienceMs });
    await page.getByRole('button', { name: 'Send them again' }).click();
    await page.getByText('10,000 calls of all connections').waitFor({ timeout: patienceMs });
    await page.getByText('0 waiting, 0 refused again').waitFor({ timeout: patienceMs });
  }, 120_000);

  it('ran nothing that a name held', () => {
    expect(window.faults.filter((fault) => /^(error|dialog):/.test(fault))).toEqual([]);
  });
});

/** Scrolls as far as it goes; answers the number of the last row drawn, as screen readers are told of it. */
async function rowAtTheEnd(page: Page, list: string): Promise<number> {
  return Number(
    await page.evaluate(`(() => {
      const table = document.querySelector('[role=grid][aria-label="${list}"]');
      table?.scrollTo(0, table.scrollHeight);
      return [...(table?.querySelectorAll('[role=row]') ?? [])].at(-1)?.getAttribute('aria-rowindex') ?? 0;
    })()`),
  );
}
