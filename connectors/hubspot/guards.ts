import { z } from 'zod';

/** What is read of HubSpot's answers: more may be there, and is not looked at. */

export const record = z.object({
  id: z.string().min(1),
  properties: z.record(z.string(), z.string().nullable()),
  archivedAt: z.string().optional(),
  objectWriteTraceId: z.string().nullish(),
});
export type HubspotRecord = z.infer<typeof record>;

const paging = z.object({ next: z.object({ after: z.string() }).optional() }).nullish();

export const recordPage = z.object({ results: z.array(record), paging });

const detail = z.object({
  message: z.string(),
  code: z.string().nullish(),
  context: z.record(z.string(), z.array(z.string())).nullish(),
});

/** "The fields should all be treated as optional" (developers.hubspot.com, error handling). */
export const errorBody = z.object({
  category: z.string().optional(),
  message: z.string().optional(),
  policyName: z.string().optional(),
  errorType: z.string().optional(),
  context: z.record(z.string(), z.array(z.string())).nullish(),
  errors: z.array(detail).nullish(),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** 200, 201 or 207: what went well, and what did not. */
export const batchAnswer = z.object({
  results: z.array(record).default([]),
  errors: z.array(errorBody).nullish(),
});

const association = z.object({ id: z.coerce.string() });
export const linkedRecord = record.extend({
  associations: z.record(z.string(), z.object({ results: z.array(association) })).optional(),
});

export const property = z.object({
  name: z.string(),
  groupName: z.string().nullish(),
  hasUniqueValue: z.boolean().nullish(),
});
export const propertyList = z.object({ results: z.array(property) });

export const dispositionList = z.array(z.object({ id: z.string(), label: z.string() }));
export type Disposition = z.infer<typeof dispositionList>[number];

export const accountDetails = z.object({
  portalId: z.coerce.string(),
  portalName: z.string().nullish(),
  timeZone: z.string().nullish(),
});

export const labelList = z.object({
  results: z.array(z.object({ category: z.string(), typeId: z.number(), label: z.string().nullish() })),
});

export const usageList = z.object({
  results: z.array(z.object({ currentUsage: z.number(), usageLimit: z.number() })),
});

export const ownerPage = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      archived: z.boolean().nullish(),
    }),
  ),
  paging,
});

export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.number().positive(),
});

/** Deletions answer 204 without a body. */
export const anything = z.unknown();
