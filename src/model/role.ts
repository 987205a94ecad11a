/** Rising: who has a later role may do all that the earlier ones may. */
export const roles = ['agent', 'supervisor', 'admin'] as const;

/**
 * agent: the own calls. supervisor: everybody's calls and the live board, no settings. admin: everything.
 */
export type Role = (typeof roles)[number];

export function hasRole(own: Role, needed: Role): boolean {
  return roles.indexOf(own) >= roles.indexOf(needed);
}

/** What is no role that we know is the least of them. */
export function roleFrom(text: string): Role {
  return roles.find((role) => role === text) ?? 'agent';
}
