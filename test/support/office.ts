import type { z } from 'zod';
import type { Entry, entryShapes, Section } from '../../src/provision/document.ts';

/** What a provisioning file may say, section by section. */
export type Provision = { [S in Section]?: z.input<(typeof entryShapes)[S]>[] };

export const adminKey = 'rs_ops-of-the-test-office';
export const linuxboxKey = 'LinuxboxKey0123456789abcdef';
export const contaqtKey = 'ContaqtKey0123456789abcdefg';
export const ownNumber = '+420591166200';

export const karel = { id: 'karel', name: 'Karel Novák', company: 'Novák s.r.o.', phone: '+420591166223' };

/** Who works there: user ids and extensions are the same on both phone systems. */
export const staff = {
  eva: { userId: 'eva', extension: '101', deviceId: 'd-eva', name: 'Eva', email: 'eva@example.com' },
  jan: { userId: 'jan', extension: '102', deviceId: 'd-jan', name: 'Jan', email: 'jan@example.com' },
  ota: { userId: 'ota', extension: '103', deviceId: 'd-ota', name: 'Ota', email: 'ota@example.com' },
  iva: { userId: 'iva', extension: '104', deviceId: 'd-iva', name: 'Iva', email: 'iva@example.com' },
} as const;

export type StaffName = keyof typeof staff;

/** An office with a linuxbox (`office`), a contaqt (`hub`) and a contact book; sections given replace its own. */
export function anOffice(change: Provision = {}): Provision {
  return {
    sources: [
      { name: 'office', dialect: 'linuxbox', key: linuxboxKey, country: 'CZ', ownNumbers: [ownNumber] },
      { name: 'hub', dialect: 'contaqt', key: contaqtKey, country: 'CZ', ownNumbers: [ownNumber] },
    ],
    connections: [{ name: 'contacts', crm: 'directory', rules: { defaultOwner: 'front-desk' } }],
    agents: Object.values(staff).map(anAgent),
    people: Object.values(staff).map(({ name, email }) => ({ name, email, role: 'agent' as const })),
    apiKeys: [{ name: 'ops', role: 'admin', key: adminKey }],
    directory: [
      {
        connection: 'contacts',
        id: karel.id,
        name: karel.name,
        company: karel.company,
        phones: [karel.phone],
      },
    ],
    ...change,
  };
}

function anAgent({ userId, extension, deviceId, name, email }: (typeof staff)[StaffName]): Entry<'agents'> {
  const phone = { user: userId, extension, device: deviceId };
  const pbx = ['office', 'hub'].map((source) => ({ source, ...phone }));
  return { name, email, pbx, crm: [{ connection: 'contacts', user: `crm-${userId}` }] };
}
