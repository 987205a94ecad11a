import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOffice, staff } from '../support/office.ts';
import { browser, openStage, type Stage, type Window } from './stage.ts';

const password = 'correct horse battery';
const { eva } = staff;

describe.skipIf(browser === null)('signing in', () => {
  let stage: Stage;
  let window: Window;
  beforeAll(async () => {
    const people = [
      { name: 'Ada', email: 'ada@example.com', role: 'admin' as const, password },
      { name: eva.name, email: eva.email, role: 'agent' as const, password },
    ];
    stage = await openStage({ provision: anOffice({ people }) });
    window = await stage.window();
  });
  afterAll(() => stage.stop());

  async function signIn(email: string, secret: string): Promise<void> {
    await window.page.getByLabel('E-mail address').fill(email);
    await window.page.getByLabel('Password').fill(secret);
    await window.page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('is asked for, wherever a stranger goes, and leads back there', async () => {
    const { page } = window;
    await page.goto(`${stage.url()}/contacts/contacts/karel`);
    await page.getByLabel('Password').waitFor();
    expect(page.url()).toBe(`${stage.url()}/login?next=%2Fcontacts%2Fcontacts%2Fkarel`);
    await signIn(eva.email, 'wrong horse battery');
    await page.getByText('The e-mail address or the password is wrong.').waitFor();
    await signIn(eva.email, password);
    await page.getByRole('heading', { name: 'Karel Novák' }).waitFor();
  });

  it('leads agents to their calls; admin pages are not for them', async () => {
    const { page } = window;
    await page.goto(stage.url());
    await page.getByText('Ready for calls').waitFor();
    expect(await page.getByRole('link', { name: 'Admin' }).count()).toBe(0);
    await page.goto(`${stage.url()}/admin`);
    await page.getByText('Only admins can see this page.').waitFor();
  });

  it('ends on signing out, and forgets who it was', async () => {
    const { page } = window;
    await page.goto(`${stage.url()}/agent`);
    await page.getByRole('button', { name: 'Account and appearance' }).click();
    await page.getByText(eva.email).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    await page.goto(`${stage.url()}/agent`);
    await page.getByLabel('Password').waitFor();
    expect(await page.getByText(eva.email).count()).toBe(0);
  });

  it('leads admins to the admin pages, and an admin without a phone learns why no calls come', async () => {
    const { page } = window;
    await page.goto(`${stage.url()}/login`);
    await signIn('ada@example.com', password);
    await page.getByRole('heading', { name: 'Phone systems' }).waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Calls' }).click();
    await page.getByText('Your phone is not known yet').waitFor();
  });

  it('says so when there is no such link any more', async () => {
    const link = (await stage.service.signInUrl(eva.email)) ?? expect.fail('Eva has no link');
    const other = await stage.window();
    await other.page.goto(link);
    await other.page.getByText('Ready for calls').waitFor();
    const third = await stage.window();
    await third.page.goto(link);
    await third.page.getByText(/link no longer works/).waitFor();
  });
});
