import type { Ctx } from '../../src/crm/contract.ts';
import { ConnectorError } from '../../src/crm/errors.ts';
import { objectNames, personTypes, type PersonType } from './ids.ts';
import { describe } from './org.ts';
import type { Ask } from './request.ts';
import type { SalesforceSettings } from './settings.ts';

/** A field that holds a telephone number, and how people call it. */
export interface PhoneField {
  name: string;
  label: string;
}

/** Which objects hold people here, and which of their fields numbers. An object that is not there cannot be asked. */
export type PersonFields = Partial<Record<PersonType, readonly PhoneField[]>>;

/** Object Reference: "Contact", "Lead", "Account". The most telling first. */
const standard: Readonly<Record<PersonType, readonly PhoneField[]>> = {
  contact: [
    { name: 'MobilePhone', label: 'Mobile phone' },
    { name: 'Phone', label: 'Phone' },
    { name: 'HomePhone', label: 'Home phone' },
    { name: 'OtherPhone', label: 'Other phone' },
    { name: 'AssistantPhone', label: "Assistant's phone" },
  ],
  lead: [
    { name: 'MobilePhone', label: 'Mobile phone' },
    { name: 'Phone', label: 'Phone' },
  ],
  account: [{ name: 'Phone', label: 'Phone' }],
};

export function wantedFields({
  phoneFields,
}: Pick<SalesforceSettings, 'phoneFields'>): Required<PersonFields> {
  const of = (type: PersonType): readonly PhoneField[] => [
    ...standard[type],
    ...phoneFields[type].map((name) => ({ name, label: labelOf(name) })),
  ];
  return { contact: of('contact'), lead: of('lead'), account: of('account') };
}

/** `ns__Spouse_Phone__c` → "Spouse Phone". */
function labelOf(name: string): string {
  return name
    .replace(/^.+?__(?=.+__c$)/, '')
    .replace(/__c$/, '')
    .replaceAll('_', ' ');
}

/** Tries with the fields there should be; only an org that lacks some is asked which it has. */
export interface PersonAccess {
  withFields<T>(x: Ctx, work: (fields: PersonFields) => Promise<T>): Promise<T>;
  /** Asks the org now. */
  learn(x: Ctx): Promise<PersonFields>;
}

export function createPersonAccess(
  ask: Ask,
  settings: Pick<SalesforceSettings, 'phoneFields'>,
): PersonAccess {
  const wanted = wantedFields(settings);
  let known: PersonFields = wanted;
  const learn = async (x: Ctx): Promise<PersonFields> => {
    const answers = await Promise.all(
      personTypes.map(async (type) => [type, await visible(ask, type, wanted[type], x)] as const),
    );
    known = Object.fromEntries(answers.filter(([, fields]) => fields !== null));
    return known;
  };
  return {
    learn,
    async withFields(x, work) {
      try {
        return await work(known);
      } catch (error) {
        if (!namesWhatIsNotThere(error)) throw error;
        return work(await learn(x));
      }
    },
  };
}

/** Null: the org, or Ringside's user, does not have the object. */
async function visible(
  ask: Ask,
  type: PersonType,
  wanted: readonly PhoneField[],
  x: Ctx,
): Promise<readonly PhoneField[] | null> {
  try {
    const fields = await describe(
      (request, ctx) => ask({ ...request, namesRecord: true }, ctx),
      objectNames[type],
      x,
    );
    return wanted.filter(({ name }) => fields.has(name));
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'not_found') return null;
    throw error;
  }
}

/** One field without permission makes Salesforce refuse the whole question. */
function namesWhatIsNotThere(error: unknown): boolean {
  return (
    error instanceof ConnectorError &&
    error.code === 'rejected' &&
    /^(INVALID_FIELD|INVALID_TYPE)\b/.test(error.message)
  );
}
