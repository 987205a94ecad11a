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
    /** The account's Hub ID, shown in HubSpot's account menu: record links need it before anything was asked. */
    portalId: z.string().regex(/^\d{1,15}$/, 'Use the Hub ID, the number in the account menu of HubSpot'),
    serviceKey: secret.optional(),
    clientId: z.string().min(1).max(200).optional(),
    clientSecret: secret.optional(),
    /** ISO 3166-1 alpha-2, for numbers in HubSpot written without `+`. */
    defaultCountry: z
      .string()
      .regex(/^[A-Z]{2}$/, 'Use the two-letter country code, such as CZ')
      .optional(),
    /** The check creates the properties below when they are missing and the credentials allow it. */
    createProperties: z.boolean().default(true),
    /** Call property with unique values that keeps a call from being logged twice. */
    uniqueKeyProperty: propertyName.default('ringside_key'),
    /** Call properties for details that HubSpot has none for. */
    properties: z
      .strictObject({
        leadId: propertyName.default('ringside_lead_id'),
        tags: propertyName.default('ringside_tags'),
        recorded: propertyName.default('ringside_recorded'),
        queue: propertyName.default('ringside_queue'),
        campaign: propertyName.default('ringside_campaign'),
      })
      .prefault({}),
    /** Our disposition or outcome → the label or the id of the account's call outcome. */
    dispositions: z.record(z.string().max(200), z.string().max(200)).default({}),
    /** Where the API is, unless it is HubSpot's own. */
    apiUrl: origin.default('https://api.hubapi.com'),
    /** Where people open records and give consent. */
    appUrl: origin.default('https://app.hubspot.com'),
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
