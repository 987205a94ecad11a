import type { Agent, Unmapped } from '../../api/admin.ts';
import { admin, type Identity } from '../api/admin-endpoints.ts';

interface Phone {
  user?: string | null | undefined;
  extension?: string | null | undefined;
  device?: string | null | undefined;
}

export function phoneInWords({ user, extension, device }: Phone): string {
  const parts = [user && `user ${user}`, extension && `extension ${extension}`, device && `device ${device}`];
  return parts.filter(Boolean).join(', ') || 'an unnamed phone';
}

/** Maps the phone to an agent there is, or to a new one made of a person. */
export function addPhone(owner: Agent | Pick<Agent, 'name' | 'email'>, phone: Unmapped): Promise<Agent> {
  const identity = identityOf(phone);
  if (!('id' in owner)) return admin.addAgent({ ...owner, pbx: [identity], crm: [] });
  const { name, email, pbx, crm } = owner;
  return admin.saveAgent(owner.id, { name, email, crm, pbx: [...pbx, identity] });
}

/** The surest name alone: at shared desks the same extension is another person's tomorrow. */
function identityOf({ source, user, extension, device }: Unmapped): Identity {
  if (user) return { source, user };
  return extension ? { source, extension } : { source, device: device ?? '' };
}
