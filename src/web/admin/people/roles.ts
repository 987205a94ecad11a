import type { Person } from '../../../api/people.ts';
import type { Option } from '../../controls/options.tsx';

export type Role = Person['role'];

/** What each role may, in the words of who gives it. */
export const roleOptions: readonly (Option & { id: Role })[] = [
  { id: 'agent', name: 'Agent', about: 'Their own calls' },
  { id: 'supervisor', name: 'Supervisor', about: 'Everybody’s calls and the live board, no settings' },
  { id: 'admin', name: 'Admin', about: 'Everything' },
];

export function roleName(role: Role): string {
  return roleOptions.find(({ id }) => id === role)?.name ?? role;
}

/** What a list says; only what it offers comes out of it. */
export function roleOf(text: string): Role {
  return roleOptions.find(({ id }) => id === text)?.id ?? 'agent';
}
