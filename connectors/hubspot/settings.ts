import { z } from 'zod';

/** Details of a call that may have a HubSpot property of their own, besides their line in the call's body. */
export const mappedFields = ['leadId', 'tags', 'recorded', 'queue', 'campaign'] as const;
export type MappedField = (typeof mappedFields)[number];

const propertyName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,99}$/,
    'Use the internal name of the property: small letters, digits, underscores',
  );
const secret = z.string().min(8).max(2_000);
const origin = z.string().regex(/^https?:\/\/[^/?#\s]+$/, 'Use an address such as https://api.hubapi.com');

/** What an admin fills in. README.md says where each comes from. */
export const settings = z
  .strictObject({
    // Record links need it before anything was asked.
    portalId: z
      .string()
      .regex(/^\d{1,15}$/, 'Use the Hub ID, the number in the account menu of HubSpot')
      .meta({ title: 'Hub ID', description: 'The number in the account menu of HubSpot.' }),
    serviceKey: secret.optional().meta({
      title: 'Service key',
      description: 'Settings → Integrations → Service keys. Or give an app’s client id and secret.',
      writeOnly: true,
    }),
    clientId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ title: 'Client id', description: 'Of an OAuth app, instead of a service key.' }),
    clientSecret: secret.optional().meta({ title: 'Client secret', writeOnly: true }),
    defaultCountry: z
      .string()
      .regex(/^[A-Z]{2}$/, 'Use the two-letter country code, such as CZ')
      .optional()
      .meta({ title: 'Country', description: 'Two letters, for numbers in HubSpot written without +.' }),
    createProperties: z.boolean().default(true).meta({
      title: 'Create properties',
      description: 'The check creates the properties below where they are missing.',
    }),
    uniqueKeyProperty: propertyName.default('ringside_key').meta({
      title: 'Key property',
      description: 'Call property with unique values that keeps a call from being logged twice.',
    }),
    properties: z
      .strictObject({
        leadId: propertyName.default('ringside_lead_id'),
        tags: propertyName.default('ringside_tags'),
        recorded: propertyName.default('ringside_recorded'),
        queue: propertyName.default('ringside_queue'),
        campaign: propertyName.default('ringside_campaign'),
      })
      .prefault({})
      .meta({
        title: 'Call properties',
        description: 'For details of a call that HubSpot has no property for.',
      }),
    dispositions: z.record(z.string().max(200), z.string().max(200)).default({}).meta({
      title: 'Call outcomes',
      description: 'Our disposition or outcome → the label or id of the account’s call outcome.',
    }),
    apiUrl: origin
      .default('https://api.hubapi.com')
      .meta({ title: 'API address', description: 'Unless it is HubSpot’s own.', getsSecrets: true }),
    appUrl: origin
      .default('https://app.hubspot.com')
      .meta({ title: 'App address', description: 'Where people open records and give consent.' }),
  })
  .superRefine((given, context) => {
    const withOAuth = given.clientId !== undefined || given.clientSecret !== undefined;
    const complete = given.clientId !== undefined && given.clientSecret !== undefined;
    if (given.serviceKey === undefined && !withOAuth) {
      context.addIssue({
        code: 'custom',
        path: ['serviceKey'],
        message: 'Give a service key, or an app’s clientId and clientSecret',
      });
    } else if (given.serviceKey !== undefined && withOAuth) {
      context.addIssue({
        code: 'custom',
        path: ['serviceKey'],
        message: 'Give a service key or an OAuth app, not both',
      });
    } else if (withOAuth && !complete) {
      context.addIssue({
        code: 'custom',
        path: ['clientSecret'],
        message: 'An OAuth app has a clientId and a clientSecret',
      });
    }
  });

export type HubspotSettings = z.infer<typeof settings>;
