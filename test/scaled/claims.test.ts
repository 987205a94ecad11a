import { afterEach, beforeEach, expect, it } from 'vitest';
import { voidClaims } from '../../src/activity/claims.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { openHubspot, settingsFor } from '../connectors/hubspot-under-test.ts';
import { within } from '../contracts/under-test.ts';
import type { Fault } from '../fakes/hubspot/faults.ts';
import type { RouteName } from '../fakes/hubspot/routes.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { aCast } from '../support/cast.ts';
import { describeScaled, startInstallation, type Installation } from '../support/installation.ts';
import { anOffice, staff } from '../support/office.ts';
import type { RunningProcess } from '../support/process.ts';
import { until } from '../support/until.ts';

const writes: readonly RouteName[] = ['calls.create', 'calls.batch.create', 'calls.batch.upsert'];

describeScaled('work that a process had claimed when it was killed', () => {
  let crm: FakeHubspot;
  let office: Installation;
  let web: RunningProcess;
  let worker: RunningProcess;
  beforeEach(async () => {
    crm = await startFakeHubspot({ limits: { searches: 1_000 } });
    await openHubspot(crm).check(within());
    const connection = { name: 'crm', crm: 'hubspot', settings: settingsFor(crm) };
    const agents = (anOffice().agents ?? []).map((agent) => ({ ...agent, crm: [] }));
    // With the real patience: the answer is waited for until the end of the test.
    office = await startInstallation([], {
      ...{
        provision: anOffice({ connections: [connection], directory: [], agents }),
        main: 'src/main.ts',
        env: { DRAIN_MS: '1000' },
      },
    });
    web = await office.add('web');
    worker = await office.add('worker');
  }, 300_000);
  afterEach(async () => {
    await office.stop();
    await crm.close();
  }, 120_000);

  const asked = () => crm.requests.filter(({ route }) => writes.includes(route)).length;
  const statuses = async () =>
    (await office.db.selectFrom('activities').select('status').execute()).map(({ status }) => status);

  it.each<[string, Fault]>([
    ['before the CRM did it', { do: 'hang_before' }],
    ['after the CRM did it', { do: 'hang' }],
  ])(
    '%s is done once, by another',
    async (_when, fault) => {
      crm.fail({ fault, only: writes });
      const cast = aCast({ agents: [staff.eva] });
      await web.play('office', scenarios.linuxbox.simple(cast));
      await until('it is in the middle of it', () => asked() === 1, 60_000);
      expect(await statuses()).toEqual(['sending']);
      await worker.kill();

      const other = await office.add('worker');
      await until('the other is ready', async () => (await fetch(`${other.url()}/readyz`)).status === 200);
      expect(await statuses()).toEqual(['sending']);
      expect(crm.account.live('calls')).toHaveLength(fault.do === 'hang' ? 1 : 0);
      // Claims end by themselves in a minute or two; here that time is over.
      await voidClaims(office.db, Date.now());
      await office.quiet();
      expect(await statuses()).toEqual(['logged']);
      expect(crm.account.live('calls')).toHaveLength(1);
      expect(await web.ledger()).toMatchObject({ balanced: true, settledCalls: 1 });
    },
    400_000,
  );

  it('is handed back when the process ends in good order, which no CRM and no panel can hold up', async () => {
    crm.fail({ fault: { do: 'hang' }, only: writes });
    await worker.kill();
    const going = await office.add('all');
    const panel = await going.stream(staff.eva.email);
    const cast = aCast({ agents: [staff.eva] });
    await going.play('office', scenarios.linuxbox.simple(cast));
    await until('it is in the middle of it', () => asked() === 1, 60_000);
    // It gives itself 9.5 s; one that needs more ends with 1.
    expect(await going.stop(), going.output()).toBe(0);
    await panel.until('the panel was told', () => panel.messages.some(({ event }) => event === 'reconnect'));
    const [row] = await office.db.selectFrom('activities').selectAll().execute();
    expect(row).toMatchObject({ claimed_until: null });

    await office.add('worker');
    await office.quiet();
    expect(await statuses()).toEqual(['logged']);
    expect(crm.account.live('calls')).toHaveLength(1);
  }, 400_000);
});
