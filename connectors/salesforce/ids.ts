/** Record types as the core and the pages see them; `task` is a logged call. */
export const personTypes = ['contact', 'lead', 'account'] as const;
export type PersonType = (typeof personTypes)[number];
export const taskType = 'task';

/** The first three characters of an id tell the object ("Standard Field Reference", key prefixes). */
const prefixes: Readonly<Record<PersonType, string>> = { contact: '003', lead: '00Q', account: '001' };
export const leadPrefix = prefixes.lead;

export const objectNames: Readonly<Record<PersonType, 'Contact' | 'Lead' | 'Account'>> = {
  contact: 'Contact',
  lead: 'Lead',
  account: 'Account',
};

/** 15 characters with case, or 18 with what makes them differ without. */
export function isRecordId(id: string): boolean {
  return /^(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})$/.test(id);
}

/** Null: no id of a contact, lead or account. */
export function personTypeOf(id: string): PersonType | null {
  if (!isRecordId(id)) return null;
  return personTypes.find((type) => id.startsWith(prefixes[type])) ?? null;
}

/** The id is a contact's or a lead's: what a Task calls Who. */
export function isPersonLink(id: string): boolean {
  return id.startsWith(prefixes.contact) || id.startsWith(prefixes.lead);
}
