import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { freePort } from '../../src/platform/free-port.ts';
import { settingsFor } from '../connectors/hubspot-under-test.ts';
import { startFakeHubspot, type FakeHubspot } from '../fakes/hubspot/server.ts';
import { aCast } from '../support/cast.ts';
import { startCollector, type CollectedSpan, type Collector } from '../support/collector.ts';
import { adminKey, anOffice, contaqtKey, karel, linuxboxKey, staff } from '../support/office.ts';
import { startProcess, type TestProcess } from '../support/process.ts';
import { until } from '../support/until.ts';

const soon = { OTEL_BSP_SCHEDULE_DELAY: '100' };
const start = (url: string, env: Record<string, string> = soon, provision = anOffice()) =>
  startProcess(provision, 'src/main.ts', { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env });

/** Of one call, by the id that all its traces share. */
const idOf = (span: CollectedSpan | undefined): unknown => span?.attributes['ringside.call_id'];

describe('a call from the wire to a CRM', () => {
  const stranger = '+420601234567';
  let fake: FakeHubspot;
  let collector: Collector;
  let office: TestProcess;
  let callId: string;

  beforeAll(async () => {
    fake = await startFakeHubspot({ limits: { searches: 1_000 } });
    collector = await startCollector();
    const base = anOffice();
    const crm = { name: 'crm', crm: 'hubspot', settings: settingsFor(fake) };
    const provision = { ...base, connections: [...(base.connections ?? []), crm] };
    office = await start(`${collector.url}/`, { ...soon, OTEL_SERVICE_NAME: 'office-calls' }, provision);
    await office.play('office', scenarios.linuxbox.simple(aCast()));
    const call = aCast({ customerNumber: stranger });
    await office.play('hub', scenarios.contaqt.simple(call));
    await office.quiet();
    callId = (await office.callOf(call.callId)).id;
    await until('the logged activities are traced', () => loggedIn(callId).length === 2);
    await until('so is the lookup', () => named('crm lookup').some((one) => idOf(one) === callId));
  }, 120_000);
  afterAll(async () => {
    await office.stop();
    await fake.close();
    await collector.close();
  });

  const named = (name: string): CollectedSpan[] => collector.spans().filter((span) => span.name === name);
  const activities = (id: string): CollectedSpan[] =>
    named('activity').filter(
      (one) => idOf(one) === id && one.attributes['ringside.activity.outcome'] === 'logged',
    );
  /** Connections, once their batches have come whole. */
  const loggedIn = (id: string): unknown[] => {
    const batches = activities(id).flatMap((one) => parentOf(one) ?? []);
    return [...new Set(batches.map(({ attributes }) => attributes['ringside.connection']))].toSorted();
  };
  const within = (span: CollectedSpan | undefined): CollectedSpan[] =>
    collector
      .spans()
      .filter(({ parentId, traceId }) => parentId === span?.spanId && traceId === span.traceId);
  const parentOf = ({ parentId }: CollectedSpan): CollectedSpan | undefined =>
    collector.spans().find(({ spanId }) => spanId === parentId);

  test('each event is a trace with the steps it went through, in their order', () => {
    const events = named('event');
    expect(events.length).toBeGreaterThan(8);
    for (const event of events) {
      expect(event).toMatchObject({ parentId: null, kind: 2, failed: false });
      expect(['office', 'hub']).toContain(event.attributes['ringside.source']);
      const steps = within(event).toSorted((a, b) => Number(a.startedAt - b.startedAt));
      for (const step of ['parse', 'wait', 'journal', 'commit', 'flush'])
        expect(steps.map(({ name }) => name)).toContain(step);
      for (const { startedAt, endedAt } of steps) {
        expect(startedAt).toBeGreaterThanOrEqual(event.startedAt);
        expect(endedAt).toBeGreaterThanOrEqual(startedAt);
        expect(endedAt).toBeLessThanOrEqual(event.endedAt);
      }
    }
    const [first] = events.filter((event) => idOf(event) === callId);
    const order = ['parse', 'wait', 'journal', 'fold', 'lookup', 'save', 'commit', 'pops'];
    const spans = within(first);
    expect(spans.map(({ name }) => name).filter((name) => name !== 'flush')).toEqual(order);
    const ends = order.map((name) => spans.find((span) => span.name === name)?.endedAt ?? 0n);
    expect(ends.toSorted((a, b) => Number(a - b))).toEqual(ends);
  });

  test('each batch is a trace, with the requests it made and the calls it was about', () => {
    expect(loggedIn(callId)).toEqual(['contacts', 'crm']);
    const batches = activities(callId).map(parentOf);
    const batch = batches.find((one) => one?.attributes['ringside.connection'] === 'crm');
    expect(batch).toMatchObject({ name: 'activities', parentId: null, kind: 5 });
    const steps = within(batch);
    expect(steps.map(({ name }) => name)).toEqual(expect.arrayContaining(['claim', 'deliver', 'outcome']));
    const requests = within(steps.find(({ name }) => name === 'deliver'));
    expect(requests.length).toBeGreaterThan(0);
    for (const { name, kind, attributes } of requests) {
      expect({ name, kind }).toEqual({ name: 'crm request', kind: 3 });
      expect(attributes).toMatchObject({ 'ringside.connection': 'crm' });
      expect(attributes['http.response.status_code']).toBeGreaterThan(199);
    }
  });

  test('who was asked for a stranger is a trace of the same call', () => {
    const lookups = named('crm lookup').filter((one) => idOf(one) === callId);
    expect(lookups.map(({ attributes }) => attributes)).toMatchObject([
      { 'ringside.connection': 'crm', 'ringside.lookup.found': 0 },
    ]);
  });

  test('they say whose they are', () => {
    for (const { resource } of collector.spans())
      expect(resource).toMatchObject({ 'service.name': 'office-calls', 'ringside.role': 'all' });
  });

  test('nothing of a person, and no key, is in them', () => {
    const sent = collector.bodies.join('\n');
    expect(sent).toContain(callId);
    const numbers = [karel.phone, stranger].map((number) => number.slice(4));
    const secrets = [linuxboxKey, contaqtKey, adminKey, fake.serviceKey, fake.url];
    const people = [karel.name, karel.company, 'Nov', ...Object.values(staff).map(({ email }) => email)];
    for (const word of [...numbers, ...secrets, ...people]) expect(sent).not.toContain(word);
  });
});

const warnings = (office: TestProcess): number =>
  office.output().split('the collector takes no traces').length - 1;

/** Acknowledged, logged, and stopped as ever. */
async function worksAsEver(office: TestProcess): Promise<void> {
  const call = aCast();
  await office.play('office', scenarios.linuxbox.simple(call));
  await office.quiet();
  expect((await office.inBook()).map(({ pbxCallId }) => pbxCallId)).toEqual([call.callId]);
}

describe('without a collector', () => {
  test('that is there: everything goes on, and the process ends as ever', async () => {
    const office = await start(`http://127.0.0.1:${String(await freePort('127.0.0.1'))}`);
    onTestFinished(() => office.stop().then(() => undefined));
    await worksAsEver(office);
    expect(await office.stop()).toBe(0);
    expect(warnings(office)).toBeLessThan(2);
  }, 120_000);

  test('that answers: it is not waited for at the end either', async () => {
    const collector = await startCollector('hang');
    const office = await start(collector.url);
    onTestFinished(async () => {
      await office.stop();
      await collector.close();
    });
    await worksAsEver(office);
    await until('traces are on their way', () => collector.bodies.length > 0);
    expect(await office.stop()).toBe(0);
  }, 120_000);

  test('that takes them: one warning, without its words', async () => {
    const collector = await startCollector('refuse');
    const office = await start(collector.url);
    onTestFinished(async () => {
      await office.stop();
      await collector.close();
    });
    await until('there is a warning', async () => {
      await worksOnce(office);
      return warnings(office) === 1;
    });
    const before = collector.bodies.length;
    await until('more was refused', async () => {
      await worksOnce(office);
      return collector.bodies.length > before + 1;
    });
    expect(await office.stop()).toBe(0);
    expect(warnings(office)).toBe(1);
    expect(office.output()).not.toContain('the words of a collector');
  }, 120_000);
});

const worksOnce = (office: TestProcess): Promise<void> =>
  office.play('office', scenarios.linuxbox.simple(aCast()));

test('what waits is sent before the process ends', async () => {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  const office = await start(collector.url, { OTEL_BSP_SCHEDULE_DELAY: '3600000' });
  onTestFinished(() => office.stop().then(() => undefined));
  await worksOnce(office);
  expect(collector.bodies).toEqual([]);
  expect(await office.stop()).toBe(0);
  expect(collector.spans().filter(({ name }) => name === 'event').length).toBeGreaterThan(2);
}, 120_000);

test('sampling is what OpenTelemetry says it is', async () => {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  const office = await start(collector.url, { ...soon, OTEL_TRACES_SAMPLER: 'always_off' });
  onTestFinished(() => office.stop().then(() => undefined));
  await worksOnce(office);
  expect(await office.stop()).toBe(0);
  expect(collector.bodies).toEqual([]);
}, 120_000);
