import { afterEach, expect, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { settingsFor } from '../connectors/hubspot-under-test.ts';
import { aCast } from '../support/cast.ts';
import { anOffice } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

let fake: FakeHubspot;
let service: TestService;
afterEach(async () => {
  await service.stop();
  await fake.close();
});

test('a CRM that hangs keeps the service neither from starting nor from popping what it knows', async () => {
  fake = await startFakeHubspot();
  fake.weather(() => ({ do: 'hang_before' }));
  const office = anOffice();
  const hub = { name: 'hub', crm: 'hubspot', settings: settingsFor(fake) };
  const begun = performance.now();
  service = await startTestService({
    provision: { ...office, connections: [...(office.connections ?? []), hub] },
    config: { engine: { stopMs: 100 } },
  });
  expect(performance.now() - begun).toBeLessThan(10_000);
  const stream = await service.stream('eva@example.com');
  const cast = aCast();
  await service.play('hub', scenarios.contaqt.simple(cast).slice(0, 1));
  const name = await stream.until(
    'Karel is shown',
    () => stream.popsOf(cast.callId).at(-1)?.matches[0]?.name,
  );
  expect(name).toBe('Karel Novák');
  stream.close();
});
