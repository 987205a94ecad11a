import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { factNames } from './facts.ts';

const filled = (what: string) => z.string(`Give ${what}`).trim().min(1, `Give ${what}`);

/** `Queue__c`: a field the org made itself. Fields of packages have a prefix: `ns__Queue__c`. */
const customField = z
  .templateLiteral(
    [z.string().regex(/^[A-Za-z]\w*(?=__c$)/), '__c'],
    'Use the API name of a custom field, such as Queue__c',
  )
  .refine((name) => /^\w+$/.test(name), 'Use the API name of a custom field, such as Queue__c');
export type CustomFieldName = z.infer<typeof customField>;

const clientId = filled('the consumer key of the External Client App').meta({ title: 'Consumer key' });
const clientSecret = filled('the consumer secret of the External Client App').meta({
  title: 'Consumer secret',
  writeOnly: true,
});

const auth = z.discriminatedUnion(
  'method',
  [
    z
      .strictObject({ method: z.literal('client_credentials'), clientId, clientSecret })
      .meta({ title: 'Client credentials', description: "Ringside acts as the app's run-as user." }),
    z
      .strictObject({
        method: z.literal('jwt'),
        clientId,
        username: filled('the user name that Ringside acts as').meta({ title: 'User name' }),
        privateKey: z
          .string()
          .refine(isPrivateKey, 'Give an RSA private key in PEM, without a passphrase')
          .meta({ title: 'Private key', description: 'RSA, PEM.', writeOnly: true }),
      })
      .meta({
        title: 'JWT bearer',
        description: 'Ringside acts as this user, proved by a key whose certificate the app knows.',
      }),
    z
      .strictObject({ method: z.literal('web'), clientId, clientSecret: clientSecret.optional() })
      // The refresh token is among the connection's tokens.
      .meta({ title: "An admin's consent", description: 'Ringside acts as the admin who connected it.' }),
  ],
  'Set auth.method to client_credentials, jwt or web',
);

const phoneFields = z.array(customField).max(20).default([]);

export const salesforceSettings = z.strictObject({
  host: z
    .string()
    .refine(isMyDomain, 'Use the My Domain host of the org, such as acme.my.salesforce.com')
    .meta({
      title: 'My Domain',
      description:
        'Setup → My Domain: acme.my.salesforce.com, of a sandbox acme--uat.sandbox.my.salesforce.com.',
      getsSecrets: true,
    }),
  auth: auth.meta({ title: 'Signing in' }),
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Use the two-letter country code, such as CZ')
    .optional()
    .meta({ title: 'Country', description: 'Two letters, for numbers in Salesforce without +.' }),
  status: filled('the status of a logged call')
    .default('Completed')
    .meta({ title: 'Status', description: 'Of a logged call; it must exist in the org.' }),
  priority: filled('the priority of a logged call')
    .default('Normal')
    .meta({ title: 'Priority', description: 'Of a logged call; it must exist in the org.' }),
  subjectPrefix: z.string().max(100).default('').meta({
    title: 'Subject prefix',
    description: 'Put before each subject, with its own space at the end.',
  }),
  keyField: customField.optional().meta({
    title: 'Key field',
    description:
      'Custom field of Task that holds the key of the call; otherwise Ringside_Key__c if there is one.',
  }),
  fields: z.partialRecord(z.enum(factNames), customField).default({}).meta({
    title: 'Field map',
    description: 'Which custom field of Task a fact goes into; the others are told in the description.',
  }),
  phoneFields: z
    .strictObject({ contact: phoneFields, lead: phoneFields, account: phoneFields })
    .prefault({})
    .meta({ title: 'More phone fields', description: 'Custom fields that hold telephone numbers too.' }),
  quotaReserve: z.number().min(0).max(90).default(5).meta({
    title: 'Reserve for lookups',
    description: 'Percent of the daily API calls that logging leaves to lookups.',
  }),
});

export type SalesforceSettings = z.infer<typeof salesforceSettings>;

/** `https://acme.my.salesforce.com`, without a slash at the end. */
export function originOf({ host }: Pick<SalesforceSettings, 'host'>): string {
  return new URL(host.includes('://') ? host : `https://${host}`).origin;
}

/** Everybody's login hosts know no client credentials and no records; Lightning's host has no API. */
const notMyDomain = /^(login|test)\.salesforce\.com$|\.lightning\.force\.com$/;

function isMyDomain(host: string): boolean {
  const url = URL.parse(host.includes('://') ? host : `https://${host}`);
  if (url === null || url.pathname !== '/' || notMyDomain.test(url.hostname)) return false;
  // Without TLS only the fake on this machine.
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && /^(127\.0\.0\.1|localhost)$/.test(url.hostname))
  );
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
