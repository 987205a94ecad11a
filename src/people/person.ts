import { roleFrom, type Role } from '../model/role.ts';
import type { Row } from '../store/schema.ts';

/** Someone who may sign in. They are an agent as well when an agent has the same address. */
export interface Person {
  readonly id: string;
  /** In small letters. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly provisioned: boolean;
  /** May not sign in. */
  readonly disabled: boolean;
}

export function personFrom(row: Omit<Row<'people'>, 'password_hash' | 'signed_in_at'>): Person {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: roleFrom(row.role),
    provisioned: row.provisioned === 1,
    disabled: row.disabled === 1,
  };
}
