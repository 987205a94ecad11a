/** The objects of the fake org and their fields, as "Object Reference for the Salesforce Platform" has them. */
export interface FieldDef {
  name: string;
  label: string;
  type:
    | 'id'
    | 'string'
    | 'phone'
    | 'email'
    | 'textarea'
    | 'picklist'
    | 'multipicklist'
    | 'reference'
    | 'date'
    | 'datetime'
    | 'boolean'
    | 'int'
    | 'double';
  length: number;
  createable: boolean;
  updateable: boolean;
  nillable: boolean;
  externalId: boolean;
  unique: boolean;
  filterable: boolean;
  restrictedPicklist: boolean;
  picklistValues: { value: string; label: string; active: boolean; defaultValue: boolean }[];
  referenceTo: string[];
  defaultedOnCreate: boolean;
}

export interface ObjectDef {
  name: string;
  /** The first three characters of its ids. */
  prefix: string;
  fields: Map<string, FieldDef>;
}

type Definition = Partial<FieldDef> & Pick<FieldDef, 'type'>;

export function field(name: string, definition: Definition): FieldDef {
  return {
    name,
    label: name.replace(/__c$/, '').replaceAll('_', ' '),
    length: 0,
    createable: true,
    updateable: true,
    nillable: true,
    externalId: false,
    unique: false,
    filterable: definition.type !== 'textarea',
    restrictedPicklist: false,
    picklistValues: [],
    referenceTo: [],
    defaultedOnCreate: false,
    ...definition,
  };
}

const text = (length: number): Definition => ({ type: 'string', length });
const phone: Definition = { type: 'phone', length: 40 };
const required = (definition: Definition): Definition => ({ ...definition, nillable: false });
const system = (type: FieldDef['type']): Definition => ({
  type,
  createable: false,
  updateable: false,
  nillable: false,
  defaultedOnCreate: true,
});
const reference = (...referenceTo: string[]): Definition => ({ type: 'reference', length: 18, referenceTo });
const picklist = (...values: string[]): Definition => ({
  type: 'picklist',
  length: 255,
  restrictedPicklist: true,
  picklistValues: values.map((value) => ({ value, label: value, active: true, defaultValue: false })),
});

const everywhere: Record<string, Definition> = {
  Id: { ...system('id'), length: 18 },
  OwnerId: { ...reference('User'), nillable: false, defaultedOnCreate: true },
  CreatedDate: system('datetime'),
  LastModifiedDate: system('datetime'),
  SystemModstamp: system('datetime'),
};

const person: Record<string, Definition> = {
  Name: { ...text(121), createable: false, updateable: false },
  FirstName: text(40),
  LastName: required(text(80)),
  Email: { type: 'email', length: 80 },
  Phone: phone,
  MobilePhone: phone,
};

const objects: Record<string, [prefix: string, fields: Record<string, Definition>]> = {
  Contact: [
    '003',
    {
      ...person,
      HomePhone: phone,
      OtherPhone: phone,
      AssistantPhone: phone,
      AccountId: reference('Account'),
    },
  ],
  Lead: [
    '00Q',
    {
      ...person,
      Company: required(text(255)),
      IsConverted: { ...system('boolean') },
      ConvertedContactId: { ...reference('Contact'), createable: false },
    },
  ],
  Account: ['001', { Name: required(text(255)), Phone: phone }],
  User: [
    '005',
    {
      Name: text(121),
      Email: text(128),
      IsActive: system('boolean'),
      UserType: text(40),
      TimeZoneSidKey: text(40),
    },
  ],
  Organization: ['00D', { Name: text(80), IsSandbox: system('boolean'), TimeZoneSidKey: text(40) }],
  Task: [
    '00T',
    {
      TaskSubtype: picklist('Task', 'Email', 'Call'),
      Subject: text(255),
      Description: { type: 'textarea', length: 32_000 },
      Status: { ...picklist('Not Started', 'In Progress', 'Completed', 'Deferred'), nillable: false },
      Priority: { ...picklist('High', 'Normal', 'Low'), nillable: false },
      ActivityDate: { type: 'date' },
      CallType: picklist('Inbound', 'Outbound', 'Internal'),
      CallDurationInSeconds: { type: 'int' },
      CallDisposition: text(255),
      CallObject: text(255),
      WhoId: reference('Contact', 'Lead'),
      WhatId: reference('Account'),
    },
  ],
};

/** What the README tells an admin to make, and some of what orgs have. */
export const keyField = field('Ringside_Key__c', {
  type: 'string',
  length: 255,
  externalId: true,
  unique: true,
});
export const customFields: readonly FieldDef[] = [
  keyField,
  field('Queue__c', { type: 'string', length: 20 }),
  field('Recorded__c', { type: 'boolean' }),
  field('Wait_Seconds__c', { type: 'double' }),
  field('Tags__c', { type: 'string', length: 255 }),
  field('Lead_Id__c', { type: 'string', length: 100 }),
  field('Answered_At__c', { type: 'datetime' }),
  field('Recordings__c', { type: 'textarea', length: 4_000 }),
];

export function createSchema(taskFields: readonly FieldDef[]): Map<string, ObjectDef> {
  const schema = new Map<string, ObjectDef>();
  for (const [name, [prefix, own]] of Object.entries(objects)) {
    const fields = Object.entries({ ...everywhere, ...own }).map(([one, definition]) =>
      field(one, definition),
    );
    const all = name === 'Task' ? [...fields, ...taskFields] : fields;
    schema.set(name, { name, prefix, fields: new Map(all.map((one) => [one.name, one])) });
  }
  return schema;
}
