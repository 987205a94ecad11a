import type { StandardSchema } from 'jsforce';
import { z } from 'zod';
import type { CrmUser, Ctx, NewPerson } from '../../src/crm/contract.ts';
import type { RecordRef } from '../../src/model/contact.ts';
import { cut } from './fact-text.ts';
import { objectNames } from './ids.ts';
import { pageSize, queryPath, quoted, rowsOf } from './query.ts';
import type { Ask } from './request.ts';
import type { Sessions } from './sessions.ts';

type ContactFields = Partial<StandardSchema['SObjects']['Contact']['Fields']>;
type LeadFields = Partial<StandardSchema['SObjects']['Lead']['Fields']>;

/** Object Reference, "Contact" and "Lead": lengths of the name's parts. */
const longest = { firstName: 40, lastName: 80, company: 255 };
/** What Salesforce itself writes where a lead must have a company and nobody knows it. */
const noCompany = '[not provided]';

/** A new contact or lead. The last word of the name is the last name, without which Salesforce takes nobody. */
export function toPerson(person: NewPerson, userId: string): ContactFields | LeadFields {
  const words = person.name.trim().split(/\s+/);
  const lastName = words.pop() ?? '';
  const fields = {
    LastName: cut(lastName === '' ? person.phone : lastName, longest.lastName),
    ...(words.length === 0 ? {} : { FirstName: cut(words.join(' '), longest.firstName) }),
    ...(person.email === null ? {} : { Email: person.email }),
    Phone: person.phone,
    OwnerId: person.ownerId ?? userId,
  };
  return person.type === 'contact'
    ? fields
    : { ...fields, Company: cut(person.company ?? noCompany, longest.company) };
}

const created = z.object({ success: z.literal(true), id: z.string().min(1) });

/** @throws ConnectorError `conflict` with the record that is there, where the org's duplicate rules know one */
export async function createPerson(
  ask: Ask,
  sessions: Pick<Sessions, 'current'>,
  person: NewPerson,
  x: Ctx,
): Promise<RecordRef> {
  const { userId } = await sessions.current(x);
  const path = `/sobjects/${objectNames[person.type]}`;
  const { id } = await ask({ method: 'POST', path, body: toPerson(person, userId), guard: created }, x);
  return { type: person.type, id };
}

const userRow = z.object({
  Id: z.string(),
  Name: z.string(),
  Email: z.string().nullable(),
  IsActive: z.boolean(),
});

/** Everyone with a licence of their own; the org's machinery (Chatter, guests, integrations of Salesforce's) is not there. */
export async function* listUsers(ask: Ask, x: Ctx): AsyncGenerator<CrmUser> {
  let after = '';
  for (;;) {
    const soql = `SELECT Id, Name, Email, IsActive FROM User WHERE UserType = 'Standard'${
      after === '' ? '' : ` AND Id > ${quoted(after)}`
    } ORDER BY Id LIMIT ${pageSize}`;
    const rows = await ask({ path: queryPath(soql), guard: rowsOf(userRow) }, x);
    for (const { Id, Name, Email, IsActive } of rows)
      yield { id: Id, name: Name, email: Email, active: IsActive };
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.Id;
  }
}
