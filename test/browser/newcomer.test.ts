import { afterEach, describe, expect, it } from 'vitest';
import { startFakeHubspot } from '../fakes/hubspot/server.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';
import { runCurlLine } from './shell.ts';

const account = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'correct horse battery' };

describe.skipIf(browser === null)('a newcomer', () => {
  let stage: Stage;
  let window: Window;
  afterEach(() => stage.stop());

  async function arrive(): Promise<void> {
    stage = await openStage({ provision: {} });
    window = await stage.window({ ownClock: true });
    await window.page.goto(stage.service.setupUrl ?? expect.fail('there is no first-run link'));
  }

  async function makeAdmin(): Promise<void> {
    const { page } = window;
    await page.getByLabel('Your name').fill(account.name);
    await page.getByLabel('E-mail address').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByText(`${account.name}, ${account.email}`).waitFor();
  }

  async function addPhoneSystem(dialect: string, country: string): Promise<void> {
    const { page } = window;
    await page.getByLabel('Phone system').selectOption(dialect);
    await page.getByLabel('Country').selectOption(country);
    await page.getByRole('button', { name: 'Add the phone system' }).click();
  }

  it.each([
    { dialect: 'linuxbox', phone: 'Your extension', is: '101' },
    { dialect: 'contaqt', phone: 'Your user id in the phone system', is: '2001' },
  ])(
    'goes from the first-run link to a call on the same page, with $dialect',
    async ({ dialect, phone, is }) => {
      await arrive();
      await makeAdmin();
      await addPhoneSystem(dialect, 'Czechia');
      const { page, faults } = window;
      await page.getByLabel(phone).fill(is);
      await page.getByRole('button', { name: 'Save' }).click();

      const webhookUrl = stage.service.webhookUrls().get('office') ?? expect.fail('no source was made');
      await page.getByText(webhookUrl, { exact: true }).waitFor();
      await page.getByText('Waiting for the first event…').waitFor();
      const line = await page.locator('code', { hasText: 'curl ' }).innerText();
      expect(await runCurlLine(line)).toBe('OK');

      const card = page.getByRole('article', { name: 'Ringing: Karel Novák' });
      await card.waitFor();
      expect(await card.innerText()).toContain('+44 20 7946 0123');
      // It looks again every few seconds.
      await page.clock.fastForward(5_000);
      await page.getByText(/^1 event received/).waitFor();
      await page.getByText(/^Got it: .*, understood as follows/).waitFor();
      expect(await page.locator('.event-facts').innerText()).toContain('+442079460123');
      expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
    },
  );

  it('goes on to the CRM, which says whose account it is, and to the people', async () => {
    const hubspot = await startFakeHubspot();
    try {
      await arrive();
      await makeAdmin();
      await addPhoneSystem('linuxbox', 'Czechia');
      const { page, faults } = window;
      await page.getByRole('button', { name: 'I have no phone' }).click();
      await page.getByRole('button', { name: 'Next: your CRM' }).click();
      await page.getByRole('button', { name: /CRM/ }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: /CRM/ }).click();
      await page.getByRole('option', { name: 'HubSpot' }).click();
      await page.getByLabel('Hub ID').fill('no number');
      await page.getByLabel('Service key').fill(hubspot.serviceKey);
      await page.getByText('More settings').click();
      for (const label of ['API address', 'App address']) await page.getByLabel(label).fill(hubspot.url);
      await page.getByRole('button', { name: 'Add and check' }).click();
      await page.getByText('Use the Hub ID, the number in the account menu of HubSpot').first().waitFor();
      await page.getByLabel('Hub ID').fill(hubspot.account.portalId);
      await page.getByRole('button', { name: 'Add and check' }).click();
      await page.getByText(/^It works: /).waitFor();
      await page.getByText(/API calls used/).waitFor();
      await page.getByRole('button', { name: 'Next: your people' }).click();
      await page.getByText(/users in your CRM/).waitFor();
      await page.reload();
      await page.getByText(/users in your CRM/).waitFor();
      expect(page.url()).toBe(`${stage.url()}/setup?step=6`);
      await page.goBack();
      await page.getByText(/^It works: /).waitFor();
      await page.getByRole('link', { name: 'See it again' }).click();
      await page.getByRole('button', { name: 'Next: your CRM' }).click();
      await page.goto(`${stage.url()}/setup`);
      await page.getByRole('link', { name: 'See who is who' }).click();
      await page.getByRole('heading', { name: 'Agents', exact: true }).waitFor();
      expect(faults.filter((fault) => !/401|400/.test(fault))).toEqual([]);
    } finally {
      await hubspot.close();
    }
  });

  it('sees sample calls before the phone system is connected', async () => {
    await arrive();
    await makeAdmin();
    await addPhoneSystem('linuxbox', 'United Kingdom');
    const { page } = window;
    await page.getByLabel('Your extension').fill('101');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Play sample calls' }).click();
    await page.getByText(/^Playing for .*: A contact calls and you answer,/).waitFor();
    const ringing = page.getByRole('article', { name: 'Ringing: Karel Novák' });
    await ringing.getByText('Novák s.r.o.').waitFor();
    await page.getByRole('article', { name: 'Talking: Karel Novák' }).waitFor();
    await page.getByRole('button', { name: 'Take the samples away' }).click();
    await page.getByText(/^Playing for/).waitFor({ state: 'detached' });
  });

  it('finds the link useless once there is an admin, and wrong ones always', async () => {
    await arrive();
    const link = window.page.url();
    await makeAdmin();
    const other = await stage.window();
    await other.page.goto(link);
    await other.page.getByText('Ringside is set up already.').waitFor();
    await other.page.goto(`${stage.url()}/setup?token=wrong`);
    await other.page.getByText(/set up already|not valid/).waitFor();
    expect(await other.page.getByLabel('Password').count()).toBe(0);
  });

  it('is told what is wrong with an account', async () => {
    await arrive();
    const { page: first } = window;
    await first.getByLabel('Your name').fill('Ada');
    await first.getByLabel('E-mail address').fill('ada@localhost');
    await first.getByLabel('Password').fill('correct horse battery');
    await first.getByRole('button', { name: 'Create the account' }).click();
    await first.getByRole('alert').first().waitFor();
    expect(await first.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
  });
});
