import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiCall, ApiCallDetail, Pop } from '../../src/api/call.ts';
import type { Cast } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import type { SourceName } from '../support/client.ts';
import { anOffice, ownNumber, staff } from '../support/office.ts';
import { startTestService, type TestService } from '../support/service.ts';

const shared = '+420777000222';
const bookOf = (...names: string[]) =>
  names.map((name) => ({ connection: 'contacts', id: name, name, phones: [shared] }));

let office: TestService;
beforeAll(async () => {
  const nobody = ['100', '911', ownNumber].map((number) => ({ number, label: 'Phone' }));
  office = await startTestService({
    provision: anOffice({
      directory: [
        ...bookOf('Anna', 'Berta'),
        { connection: 'contacts', id: 'trap', name: 'Never matched', phones: nobody, country: 'CZ' },
        { connection: 'contacts', id: 'london', name: 'Grace', phones: ['+442079460123'] },
        { connection: 'contacts', id: 'prague', name: 'Hana', phones: ['+420 777 000 333'] },
      ],
    }),
  });
});
afterAll(() => office.stop());

async function calledBy(source: SourceName, change: Partial<Cast>): Promise<ApiCallDetail> {
  const cast = aCast(change);
  const told = source === 'hub' ? scenarios.contaqt : scenarios.linuxbox;
  await office.play(source, told.simple(cast));
  await office.quiet();
  return office.callOf(cast.callId);
}

const names = (call: Pick<ApiCall, 'matches'>): string[] => call.matches.map(({ name }) => name);

describe.each(['office', 'hub'] as const)('a caller of %s', (source) => {
  it.each(['anonymous', 'Unknown', 'restricted', 'unavailable', ''])(
    'who withholds the number (%o) is nobody, and logged without one',
    async (customerNumber) => {
      const call = await calledBy(source, { customerNumber });
      expect(call.customer).toMatchObject({ number: null, e164: null, withheld: true });
      expect(names(call)).toEqual([]);
      expect(call.lookup).toBe('done');
      expect(await office.inBook(call.pbxCallId)).toMatchObject([{ customerNumber: null, link: null }]);
    },
  );

  it('who is an extension is never looked up', async () => {
    const call = await calledBy(source, { customerNumber: '100' });
    expect(call.customer.e164).toBeNull();
    expect(names(call)).toEqual([]);
  });

  it('who shows one of our own numbers is never matched', async () => {
    expect(names(await calledBy(source, { customerNumber: ownNumber }))).toEqual([]);
  });

  it.each([
    ['+44 20 7946 0123', 'Grace'],
    ['00442079460123', 'Grace'],
    ['777000333', 'Hana'],
    ['+420777000333', 'Hana'],
    ['sip:+420777000333@pbx.example.com;user=phone', 'Hana'],
  ])('is known by %s', async (customerNumber, name) => {
    expect(names(await calledBy(source, { customerNumber }))).toEqual([name]);
  });

  it('whom nobody knows is logged without a link', async () => {
    const call = await calledBy(source, { customerNumber: '+420601999888' });
    expect(names(call)).toEqual([]);
    expect(await office.inBook(call.pbxCallId)).toMatchObject([
      { customerNumber: '+420601999888', link: null },
    ]);
  });
});

describe("contaqt's country of an event", () => {
  it('goes before the country of the source', async () => {
    const call = await calledBy('hub', { customerNumber: '020 7946 0123', country: 'GB' });
    expect(call.customer).toMatchObject({ e164: '+442079460123', country: 'GB' });
    expect(names(call)).toEqual(['Grace']);
  });
});

describe('a number that belongs to several', () => {
  it('shows them all, and remembers whom the agent chose', async () => {
    const cookie = await office.signIn(staff.eva.email);
    const first = await calledBy('hub', { customerNumber: shared });
    expect(names(first).sort()).toEqual(['Anna', 'Berta']);
    const latest = names(first)[0];
    expect((await office.inBook(first.pbxCallId))[0]?.link?.id).toBe(latest);

    const other = first.matches.find(({ name }) => name !== latest);
    if (other === undefined) throw new Error('there are two');
    const choice = { connection: other.connection, type: other.type, id: other.id };
    const pop = await choose(cookie, first.id, choice);
    expect(pop.chosen).toEqual(choice);
    await office.quiet();
    // The call that was logged already is linked anew.
    expect(await office.inBook(first.pbxCallId)).toMatchObject([
      { link: { id: other.id }, customerName: other.name },
    ]);

    const eva = await office.stream(staff.eva.email);
    const next = await calledBy('office', { customerNumber: shared });
    expect(eva.popsOf(next.pbxCallId)[0]).toMatchObject({ popState: 'ringing', chosen: choice });
    expect(await office.inBook(next.pbxCallId)).toMatchObject([{ link: { id: other.id } }]);
    eva.close();
  });

  it('is not for others to choose, nor from nowhere', async () => {
    const call = await calledBy('hub', { customerNumber: shared });
    const [match] = call.matches;
    if (match === undefined) throw new Error('there is a match');
    const choice = { connection: match.connection, type: match.type, id: match.id };
    await expect(choose(await office.signIn(staff.iva.email), call.id, choice)).rejects.toThrow('404');
    const cookie = await office.signIn(staff.eva.email);
    await expect(choose(cookie, call.id, { ...choice, id: 'Grace' })).rejects.toThrow('400');
    await expect(choose(cookie, 'no-such-call', choice)).rejects.toThrow('404');
  });

  async function choose(cookie: string, callId: string, choice: object): Promise<Pop> {
    const response = await fetch(`${office.url()}/api/agent/calls/${callId}/match`, {
      method: 'PUT',
      headers: { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify(choice),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as Pop;
  }
});
