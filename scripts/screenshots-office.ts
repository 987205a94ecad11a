import { anOffice, type Provision } from '../test/support/office.ts';

/** Who works and who calls in the pictures of the README. */

export const eva = { userId: 'eva', extension: '101', name: 'Eva Dvořáková', email: 'eva@demo.example' };
export const martin = {
  userId: 'martin',
  extension: '102',
  name: 'Martin Svoboda',
  email: 'martin@demo.example',
};
export const ada = { userId: 'ada', extension: '110', name: 'Ada Marsh', email: 'ada@demo.example' };
const olivia = { userId: 'olivia', extension: '103', name: 'Olivia Hart', email: 'olivia@demo.example' };

// The telephone numbers are the ones that regulators keep free for fiction.
const contacts = [
  {
    id: 'karel',
    name: 'Karel Novák',
    company: 'Novák s.r.o.',
    phones: ['+44 20 7946 0123', '+44 7700 900123'],
  },
  { id: 'grace', name: 'Grace Okafor', company: 'Okafor & Daughters', phones: ['+44 20 7946 0458'] },
  { id: 'jane', name: 'Jane Whitfield', company: 'Harbour Books', phones: ['+44 161 496 0177'] },
  { id: 'tom', name: 'Tom Whitfield', company: 'Harbour Books', phones: ['+44 161 496 0177'] },
  { id: 'luis', name: 'Luis Ortega', company: 'Ortega Cycles', phones: ['+1 202 555 0147'] },
];

export function provision(): Provision {
  const { sources = [] } = anOffice();
  const agents = [eva, martin, olivia, ada].map(({ name, email, userId, extension }) => ({
    ...{ name, email, crm: [] },
    pbx: [{ source: 'office', user: userId, extension }],
  }));
  const people = [
    { name: eva.name, email: eva.email, role: 'agent' as const },
    { name: ada.name, email: ada.email, role: 'admin' as const },
  ];
  return anOffice({
    ...{ sources: sources.slice(0, 1), agents, people },
    directory: contacts.map((contact) => ({ connection: 'contacts', ...contact })),
  });
}
