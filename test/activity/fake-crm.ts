import type { Connector, LogResult } from '../../src/crm/contract.ts';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import type { Match, RecordRef } from '../../src/model/contact.ts';

/** How the next request ends. `*_after` and `*_before` tell whether the write arrived before the line was cut. */
export type Fate =
  | 'ok'
  | Exclude<ConnectorErrorCode, 'unknown_outcome'>
  | 'first_rejected'
  | 'cut_after'
  | 'cut_before'
  | 'hang_after'
  | 'hang_before'
  | 'bug_after'
  | 'wrong_count'
  | 'no_id';

/**
 * A CRM that keeps whatever it is sent, twice if it is sent twice: what the engine does wrong shows in `records`.
 * Requests take their fates from `fates` in order, then succeed.
 */
export function createFakeCrm() {
  const records: { id: string; activity: CallActivity }[] = [];
  const people: Match[] = [];
  const fates: Fate[] = [];
  const requests: { method: string; keys: string[] }[] = [];
  let onHang: () => void = () => undefined;

  const take = (method: string, keys: string[]): Fate => {
    requests.push({ method, keys });
    return fates.shift() ?? 'ok';
  };
  const hang = (): Promise<never> => {
    onHang();
    return new Promise(() => undefined);
  };
  const write = (activity: CallActivity): RecordRef => {
    const id = `r${String(records.length + 1)}`;
    records.push({ id, activity });
    return { type: 'task', id };
  };
  const existing = (key: string): RecordRef | null => {
    const record = records.find(({ activity }) => activity.key === key);
    return record === undefined ? null : { type: 'task', id: record.id };
  };

  const connector: Connector = {
    check: () => Promise.reject(new Error('not asked')),
    findByPhone({ e164 }) {
      const fate = take('findByPhone', [e164]);
      if (fate.startsWith('hang')) return hang();
      if (isCode(fate)) throw new ConnectorError(fate, `look: ${fate}`);
      if (fate !== 'ok') throw new ConnectorError('unavailable', 'look: cut');
      return Promise.resolve(people.filter(({ matchedOn }) => matchedOn === e164));
    },
    async createPerson({ type, name, phone, ownerId }) {
      const fate = take('createPerson', [phone]);
      if (fate === 'hang_before') return hang();
      if (fate === 'cut_before') throw cut();
      if (isCode(fate) && fate !== 'conflict') throw new ConnectorError(fate, `person: ${fate}`);
      const ref = { type, id: `p${String(people.length + 1)}` };
      people.push({ connection: 'sales', ...ref, name, company: null, url: '', ownerId, matchedOn: phone });
      if (fate === 'conflict') throw new ConnectorError('conflict', 'it is there already', { existing: ref });
      if (fate === 'hang_after') return hang();
      if (fate === 'cut_after') throw cut();
      if (fate === 'bug_after') throw new TypeError('x is undefined');
      return ref;
    },
    async logCalls(activities) {
      const fate = take(
        'logCalls',
        activities.map(({ key }) => key),
      );
      return endings[fate](activities);
    },
    async updateCall(ref, change) {
      const fate = take('updateCall', [ref.id]);
      const apply = () => {
        const record = records.find(({ id }) => id === ref.id);
        if (record === undefined) throw new ConnectorError('not_found', 'no such record');
        const { bodyBefore: _, ...fields } = change;
        record.activity = { ...record.activity, ...fields };
      };
      if (fate === 'hang_before') return hang();
      if (fate === 'cut_before') throw cut();
      if (isCode(fate) && fate !== 'conflict') throw new ConnectorError(fate, `update: ${fate}`);
      apply();
      if (fate === 'conflict') throw new ConnectorError('conflict', 'it says so already');
      if (fate === 'hang_after') return hang();
      if (fate === 'cut_after') throw cut();
    },
    async findActivity(key) {
      const fate = take('findActivity', [key]);
      if (fate.startsWith('hang')) return hang();
      if (isCode(fate)) throw new ConnectorError(fate, `find: ${fate}`);
      if (fate !== 'ok') throw new ConnectorError('unavailable', 'find: cut');
      return existing(key);
    },
    async *listUsers() {
      // Nobody.
    },
    recordUrl: ({ id }) => `https://crm.example.com/${id}`,
  };

  const done = (activities: readonly CallActivity[]): LogResult[] =>
    activities.map((activity) => ({ ok: true, ref: write(activity) }));
  const fail = (code: ConnectorErrorCode) => () => Promise.reject(new ConnectorError(code, `log: ${code}`));
  const endings: Record<Fate, (activities: readonly CallActivity[]) => Promise<LogResult[]>> = {
    ok: (activities) => Promise.resolve(done(activities)),
    unauthorized: fail('unauthorized'),
    forbidden: fail('forbidden'),
    rate_limited: fail('rate_limited'),
    unavailable: fail('unavailable'),
    rejected: fail('rejected'),
    not_found: fail('not_found'),
    conflict: (activities) => Promise.resolve(activities.map((activity) => conflictOf(write(activity)))),
    first_rejected: ([, ...others]) =>
      Promise.resolve([
        { ok: false, error: new ConnectorError('rejected', 'Subject is too long') },
        ...done(others),
      ]),
    cut_before: fail('unknown_outcome'),
    cut_after: (activities) => {
      done(activities);
      return Promise.reject(cut());
    },
    hang_before: hang,
    hang_after: (activities) => {
      done(activities);
      return hang();
    },
    bug_after: (activities) => {
      done(activities);
      return Promise.reject(new TypeError('x is undefined'));
    },
    wrong_count: (activities) => Promise.resolve(done(activities).slice(1)),
    no_id: (activities) => {
      done(activities);
      return Promise.resolve(activities.map(() => ({ ok: true, ref: { type: 'task', id: '' } })));
    },
  };

  return {
    connector,
    records,
    people,
    requests,
    /** How the next requests end, in order. */
    willEnd: (...next: Fate[]) => void fates.push(...next),
    clearFates: () => void fates.splice(0),
    /** Resolves when a request hangs. */
    hangs: () =>
      new Promise<void>((resolve) => {
        onHang = resolve;
      }),
  };
}

const cut = () => new ConnectorError('unknown_outcome', 'socket hang up');

function conflictOf(existing: RecordRef): LogResult {
  return { ok: false, error: new ConnectorError('conflict', 'it is there already', { existing }) };
}

function isCode(fate: Fate): fate is Exclude<ConnectorErrorCode, 'unknown_outcome'> {
  return [
    'unauthorized',
    'forbidden',
    'rate_limited',
    'unavailable',
    'rejected',
    'not_found',
    'conflict',
  ].includes(fate);
}
