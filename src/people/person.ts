import type { Row } from '../store/schema.ts';

export type Role = 'admin' | 'agent';

/** Someone who may sign in. They are an agent as well when an agent has the same address. */
export interface Person {
  readonly id: string;
  /** In small letters. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly provisioned: boolean;
}

export function personFrom(row: Omit<Row<'people'>, 'password_hash'>): Person {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: roleFrom(row.role),
    provisioned: row.provisioned === 1,
  };
}

/** What is not plainly `admin` is not an admin. */
export function roleFrom(text: string): Role {
  return text === 'admin' ? 'admin' : 'agent';
}
