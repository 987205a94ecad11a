import { describe, expect, it } from 'vitest';
import type { Connector, ContactPage, CrmUser, LogResult } from '../../src/crm/contract.ts';
import { withCredentials } from '../../src/crm/credentials.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { anActivity } from '../activity/builders.ts';
import { createFakeCrm } from '../activity/fake-crm.ts';

const x = { signal: new AbortController().signal, deadline: new Date(Date.now() + 10_000) };
const phone = { e164: '+420591166223', national: '591166223', country: 'CZ' };
const refusal = (): ConnectorError => new ConnectorError('unauthorized', 'Session expired');
const page = (cursor: string): ContactPage => ({ upserts: [], deletes: [], cursor, progress: null });

/** A CRM that takes the credentials of the `good`th time it is opened and later ones. */
function aCrm(good: number, methods: (ok: () => void) => Partial<Connector>) {
  let opened = 0;
  const words: string[] = [];
  const closed: number[] = [];
  const connector = withCredentials(
    () => {
      opened += 1;
      const mine = opened;
      const ok = (): void => {
        if (mine < good) throw refusal();
      };
      const close = () => Promise.resolve(void closed.push(mine));
      return { ...createFakeCrm().connector, ...methods(ok), close };
    },
    (said) => Promise.resolve(void words.push(said)),
  );
  return { connector, words, closed, opened: () => opened };
}

const searching = (ok: () => void): Partial<Connector> => ({
  findByPhone: () => {
    return Promise.resolve()
      .then(ok)
      .then(() => []);
  },
});

describe('credentials that a CRM refused', () => {
  it('are tried once more with the connector opened anew', async () => {
    const crm = aCrm(2, searching);
    expect(await crm.connector.findByPhone(phone, x)).toEqual([]);
    expect([crm.opened(), crm.words]).toEqual([2, []]);
    expect(crm.closed).toEqual([1]);
  });

  it('and are refused again are told of, with the CRM’s words, and not tried a third time', async () => {
    const crm = aCrm(9, searching);
    await expect(crm.connector.findByPhone(phone, x)).rejects.toMatchObject({ code: 'unauthorized' });
    expect([crm.opened(), crm.words]).toEqual([2, ['Session expired']]);
  });

  it('of many questions at once open it anew once', async () => {
    const crm = aCrm(2, searching);
    await Promise.all(Array.from({ length: 20 }, () => crm.connector.findByPhone(phone, x)));
    expect([crm.opened(), crm.words]).toEqual([2, []]);
  });

  it('are no matter of other errors', async () => {
    const down = () => Promise.reject(new ConnectorError('unavailable', 'down'));
    const crm = aCrm(1, () => ({ findByPhone: down }));
    await expect(crm.connector.findByPhone(phone, x)).rejects.toMatchObject({ code: 'unavailable' });
    expect([crm.opened(), crm.words]).toEqual([1, []]);
  });

  it('in the middle of a batch: only the refused are sent again, in their places', async () => {
    const sent: string[][] = [];
    const one = (ok: () => void, key: string, index: number): LogResult => {
      try {
        if (index > 0) ok();
        return { ok: true, ref: { type: 'task', id: `t-${key}` } };
      } catch {
        return { ok: false, error: refusal() };
      }
    };
    const crm = aCrm(2, (ok) => ({
      logCalls(activities) {
        sent.push(activities.map(({ key }) => key));
        return Promise.resolve(activities.map(({ key }, index) => one(ok, key, index)));
      },
    }));
    const batch = ['a', 'b', 'c'].map((key) => anActivity({ key }));
    const results = await crm.connector.logCalls(batch, x);
    expect(results.map((result) => result.ok && result.ref.id)).toEqual(['t-a', 't-b', 't-c']);
    expect(sent).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    expect(crm.words).toEqual([]);
  });

  it('of a batch refused twice are told of once', async () => {
    const refused = (): LogResult => ({ ok: false, error: refusal() });
    const crm = aCrm(9, () => ({ logCalls: (some) => Promise.resolve(some.map(refused)) }));
    const results = await crm.connector.logCalls([anActivity(), anActivity({ key: 'b' })], x);
    expect(results.map(({ ok }) => ok)).toEqual([false, false]);
    expect(crm.words).toEqual(['Session expired']);
  });

  it('in the middle of a mirror: it goes on behind the last page', async () => {
    const cursors: (string | null)[] = [];
    const crm = aCrm(2, (ok) => ({
      async *contactChanges(cursor) {
        cursors.push(cursor);
        if (cursor === null) yield page('1');
        await Promise.resolve();
        ok();
        yield page('2');
      },
    }));
    const told: string[] = [];
    for await (const { cursor } of crm.connector.contactChanges?.(null, x) ?? []) told.push(cursor);
    expect([told, cursors, crm.words]).toEqual([['1', '2'], [null, '1'], []]);
  });

  it('of a list of users: each user once', async () => {
    const user = (id: string): CrmUser => ({ id, name: id, email: null, active: true });
    const crm = aCrm(2, (ok) => ({
      async *listUsers() {
        yield user('1');
        await Promise.resolve();
        ok();
        yield user('2');
      },
    }));
    const ids: string[] = [];
    for await (const { id } of crm.connector.listUsers(x)) ids.push(id);
    expect(ids).toEqual(['1', '2']);
  });

  it('leave a connector without what it cannot do', () => {
    const { connector } = aCrm(1, () => ({ createPerson: undefined }));
    expect(connector.createPerson).toBeUndefined();
    expect(connector.contactChanges).toBeUndefined();
    expect(connector.updateCall).toBeDefined();
  });
});
