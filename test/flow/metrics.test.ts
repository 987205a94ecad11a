import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scenarios } from '../../src/demo/scenarios.ts';
import { settingsFor } from '../connectors/hubspot-under-test.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { aCast } from '../support/cast.ts';
import { anOffice, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let fake: FakeHubspot;
let office: TestService;
beforeAll(async () => {
  fake = await startFakeHubspot({ limits: { searches: 1_000 } });
  const base = anOffice();
  const hub = { name: 'crm', crm: 'hubspot', settings: settingsFor(fake) };
  office = await startTestService({
    provision: { ...base, connections: [...(base.connections ?? []), hub] },
  });
  const panel = await office.stream(staff.eva.email);
  const known = aCast();
  const unknown = aCast({ customerNumber: '+420601234567' });
  await office.play('office', scenarios.linuxbox.simple(known));
  await panel.until('the pop is there', () => panel.popsOf(known.callId).at(-1)?.state === 'ended');
  await office.play('hub', scenarios.contaqt.simple(unknown));
  await office.quiet();
  await fetch(`${office.url()}/pbx/nobodys-key`);
  await until('the CRM was asked', async () => (await sum('ringside_lookups_total{answer="crm_')) === 2);
});
afterAll(async () => {
  await office.stop();
  await fake.close();
});

const scrape = async (): Promise<string> => (await fetch(`${office.url()}/metrics`)).text();

/** Values of the series that begin so. */
async function values(start: string): Promise<number[]> {
  const lines = (await scrape()).split('\n').filter((line) => line.startsWith(start));
  return lines.map((line) => Number(line.slice(line.lastIndexOf(' '))));
}
const sum = async (start: string): Promise<number> =>
  (await values(start)).reduce((total, value) => total + value, 0);

test('each thing that happened is counted where it belongs', async () => {
  expect(await sum('ringside_events_total{source="office"}')).toBeGreaterThan(2);
  expect(await sum('ringside_webhook_requests_total{source="unknown",status="404"}')).toBe(1);
  expect(await sum('ringside_ring_to_pop_seconds_count')).toBeGreaterThan(0);
  // Rings in this process reach the panel in milliseconds; a loaded machine is given seconds.
  expect(await sum('ringside_ring_to_pop_seconds_sum')).toBeLessThan(
    4 * (await sum('ringside_ring_to_pop_seconds_count')),
  );
  expect(await sum('ringside_pops_total{state="ringing",shown="true"}')).toBeGreaterThan(0);
  expect(await sum('ringside_lookups_total{answer="index",connection=""}')).toBe(1);
  // It is asked of both: a number that one contact book knows may be known to the CRM as well.
  expect(await sum('ringside_lookups_total{answer="crm_unknown",connection="crm"}')).toBe(2);
  expect(await sum('ringside_crm_requests_total{connection="crm",status="200"}')).toBeGreaterThan(0);
  // One for each call, and one more when something came late and was written then.
  const logged = await sum('ringside_activities_total{connection="contacts",outcome="logged"}');
  expect(logged).toBeGreaterThanOrEqual(2);
  expect(await sum('ringside_streams')).toBe(1);
});

test('what is read at the moment is there for every connection, also when it is nothing', async () => {
  for (const connection of ['contacts', 'crm']) {
    expect(await values(`ringside_connection_active{connection="${connection}"}`)).toEqual([1]);
    expect(await values(`ringside_oldest_due_activity_seconds{connection="${connection}"}`)).toEqual([0]);
  }
  expect(await values('ringside_activities{')).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await values('ringside_calls_waiting')).toEqual([0]);
  expect(await sum('ringside_database_bytes{file="database"}')).toBeGreaterThan(0);
  expect(await sum('ringside_disk_free_bytes')).toBeGreaterThan(0);
});

/** Names in a query. `up` is Prometheus's own. */
const namesIn = (query: string): string[] => query.match(/\b(ringside|nodejs|process)_[a-z0-9_]+/g) ?? [];

test('the dashboard, the alerts and the manual speak of metrics that there are, and of all of them', async () => {
  const dashboard = z
    .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) })
    .parse(JSON.parse(await readFile('deploy/grafana/ringside.json', 'utf8')));
  const alerts = z
    .object({
      groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
    })
    .parse(parse(await readFile('deploy/prometheus/alerts.yml', 'utf8')));
  const rules = alerts.groups.flatMap((group) => group.rules);
  const queries = dashboard.panels.flatMap(({ targets }) => targets).concat(rules);
  const used = new Set(queries.flatMap(({ expr }) => namesIn(expr)));
  expect(used.size).toBeGreaterThan(10);

  const types = [...(await scrape()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  const there = types.flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  expect([...used].filter((name) => !there.includes(name))).toEqual([]);

  const manual = await readFile('docs/operations.md', 'utf8');
  const own = types.flatMap(([, name = '']) => (name.startsWith('ringside_') ? [name] : []));
  expect(own.filter((name) => !manual.includes(`\`${name}\``))).toEqual([]);
  expect(rules.filter(({ alert }) => !manual.includes(alert)).map(({ alert }) => alert)).toEqual([]);
});
