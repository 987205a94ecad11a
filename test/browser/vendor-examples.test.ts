import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxboxUrls } from '../flow/vendor-urls.ts';
import { anOffice, linuxboxKey } from '../support/office.ts';
import { becomes, browser, openStage, type Stage, type Window } from './stage.ts';

describe.skipIf(browser === null)('the examples of linuxbox’s document, byte for byte', () => {
  let stage: Stage;
  let martin: Window;

  const send = async (example: keyof typeof linuxboxUrls): Promise<void> => {
    const response = await fetch(`${stage.url()}/pbx/${linuxboxKey}/${linuxboxUrls[example]}`);
    expect([response.status, await response.text()]).toEqual([200, 'OK']);
  };

  beforeAll(async () => {
    const phone = { source: 'office', user: 'linuxbox', extension: '101' };
    const agents = [{ name: 'Martin', email: 'martin@example.com', pbx: [phone], crm: [] }];
    const people = [{ name: 'Martin', email: 'martin@example.com', role: 'agent' as const }];
    stage = await openStage({ provision: anOffice({ agents, people }) });
    martin = await stage.window({ as: 'martin@example.com' });
  });
  afterAll(() => stage.stop());

  it('show who calls while it rings', async () => {
    await send('start_call');
    await send('queue_in');
    await send('start_int_dial');
    const card = martin.page.getByRole('article', { name: 'Ringing: Karel Novák' });
    await card.waitFor();
    const text = await card.innerText();
    expect(text).toContain('Novák s.r.o.');
    expect(text).toContain('+420 591 166 223');
    expect(text).toContain('Czechia');
    expect(text).toContain('Queue: helpdesk');
    expect(text).toContain('+420 591 166 200');
    expect(await martin.page.title()).toBe('☎ Karel Novák — Ringside');
  });

  it('count the talk once it is answered', async () => {
    await send('answered_internal');
    await send('queue_out');
    const card = martin.page.getByRole('article', { name: 'Talking: Karel Novák' });
    await card.waitFor();
    await becomes(() => card.getByRole('timer').innerText(), '0:01');
    expect(await martin.page.title()).toBe('Ringside');
  });

  it('end, and leave one call in the contact’s history', async () => {
    await send('call_recording_start');
    await send('call_recording_stop');
    await send('hangup_internal');
    await send('call_end');
    const card = martin.page.getByRole('article', { name: 'Ended: Karel Novák' });
    await card.waitFor();
    await stage.quiet();
    const opened = martin.page.context().waitForEvent('page');
    await card.getByRole('link', { name: 'Open record' }).click();
    const record = await opened;
    await record.getByRole('heading', { name: 'Karel Novák' }).waitFor();
    const calls = record.getByRole('region', { name: 'Calls' }).getByRole('listitem');
    await becomes(() => calls.count(), 1);
    expect(await calls.innerText()).toMatch(
      /^Inbound call from Karel Novák[^]*talked \d+ s · Martin · queue helpdesk · recorded$/,
    );
    expect(martin.faults).toEqual([]);
  });
});
