import type { Connector, NewPerson } from '../../src/crm/contract.ts';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';
import type { Match } from '../../src/model/contact.ts';
import { createFakeCrm } from '../activity/fake-crm.ts';

export const aCaller: NewPerson = {
  type: 'lead',
  name: 'Nora',
  company: null,
  phone: '+420601222333',
  email: null,
  ownerId: '0051',
};

/** Holds whoever it is sent, twice if sent twice; its search knows them only after `lagMs`. */
export function aCrm(time: { now: number }, lagMs: number) {
  const people: { id: string; phone: string; name: string; at: number }[] = [];
  const ends: ('lost' | 'cut_before' | 'hang' | ConnectorErrorCode)[] = [];
  const add = (phone: string, id = `p${people.length + 1}`, name = aCaller.name): string => {
    people.push({ id, phone, name, at: time.now });
    return id;
  };
  const connector: Connector = {
    ...createFakeCrm().connector,
    findByPhone({ e164 }) {
      const found = people.filter(({ phone, at }) => phone === e164 && at + lagMs <= time.now);
      return Promise.resolve(found.map(asMatch));
    },
    createPerson({ phone, type, name }) {
      const end = ends.shift();
      if (end === 'hang') return new Promise(() => undefined);
      if (end !== undefined && end !== 'lost' && end !== 'conflict') {
        const code = end === 'cut_before' ? 'unknown_outcome' : end;
        return Promise.reject(new ConnectorError(code, 'refused'));
      }
      const id = add(phone, undefined, name);
      if (end === 'lost') return Promise.reject(new ConnectorError('unknown_outcome', 'socket hang up'));
      if (end === 'conflict') {
        const existing = { type, id };
        return Promise.reject(new ConnectorError('conflict', 'it is there', { existing }));
      }
      return Promise.resolve({ type, id });
    },
  };
  return { connector, people, willEnd: (...next: typeof ends) => void ends.push(...next), add };
}

const asMatch = ({ id, name }: { id: string; name: string }): Match => ({
  ...{ connection: 'sales', type: 'lead', id, name, company: null, ownerId: null },
  ...{ url: '', matchedOn: 'Phone' },
});
