import { z } from 'zod';
import type { RefusalFault } from '../platform/refusal.ts';
import type { Capabilities } from './contract.ts';
import { isPlaceholder } from './placeholders.ts';
import { templateFaults } from './template.ts';

const mostNames = 200;

/** What one connection wants logged, and under whom. Every field has a default: `{}` is a complete set of rules. */
export const connectionRules = z.strictObject(
  {
    /** Calls between colleagues. */
    logInternal: flag('logInternal').default(false),
    /** Inbound calls that nobody answered. */
    logMissed: flag('logMissed').default(true),
    /** Outbound calls that the other side did not answer. */
    logUnansweredOutbound: flag('logUnansweredOutbound').default(true),
    /** Calls of these phone systems alone, or of all but these, by the source's name. Null: of all. */
    sources: filter('sources').nullable().default(null),
    /** Calls that came through these queues alone, or through any but these or none. Null: all. */
    queues: filter('queues').nullable().default(null),
    /**
     * The number belongs to no record: log the call without a link, do not log it, or make a record of the caller and
     * link the call to that.
     */
    unknownCaller: choice(['log', 'skip', 'create_lead', 'create_contact']).default('log'),
    /**
     * The number belongs to several records: link the one changed last, the one owned by the agent who talked
     * (the latest if they own none), none, or the one an agent chooses; then the call waits for the choice a while,
     * is logged without a link, and linked when the choice comes.
     */
    severalMatches: choice(['latest', 'owner', 'none', 'ask']).default('latest'),
    /**
     * The phone system's `lead_id` is looked for in this CRM, if it is written as this CRM's ids are; or it is another
     * system's, and a record that happens to have the same id is somebody else.
     */
    leadIds: choice(['match', 'ignore']).default('match'),
    /**
     * Never taken for a caller: our own company and its lines, which a CRM often knows as well. Numbers with `+`, names
     * of companies, ids of records.
     */
    neverMatch: neverMatch().prefault({}),
    /** CRM user id that owns what no mapped agent owns; null: the CRM's own default. */
    defaultOwner: z
      .string('Use a CRM user id or null')
      .trim()
      .min(1, 'Use a CRM user id or null')
      .max(200, 'Use at most 200 characters')
      .nullable()
      .default(null),
    /** What was written is never changed: for CRM users who may create records but not edit them. */
    createOnly: flag('createOnly').default(false),
    /** Templates (`template.ts`). Null: the usual subject, the CRM's usual list of details. */
    subject: template(500).nullable().default(null),
    body: template(10_000).nullable().default(null),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `There is no rule called ${issue.keys.map((key) => `"${key}"`).join(', ')}`
        : 'Use a set of rules, such as { logMissed: false }',
  },
);

export type ConnectionRules = z.infer<typeof connectionRules>;
export type NameFilter = NonNullable<ConnectionRules['sources']>;

/** What rules ask of a CRM that cannot do it: a sentence by rule; none: they fit. */
export function rulesFaults(
  { unknownCaller }: ConnectionRules,
  { createsPeople }: Pick<Capabilities, 'createsPeople'>,
): RefusalFault[] {
  const isCreating = unknownCaller === 'create_lead' || unknownCaller === 'create_contact';
  if (!isCreating || createsPeople) return [];
  return [{ field: 'unknownCaller', message: 'No records can be made in this CRM: use log or skip' }];
}

function flag(name: string) {
  return z.boolean(`Use true or false for ${name}`);
}

function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `Use one of ${values.join(', ')}`);
}

function filter(name: string) {
  const message = `Use { only: [names] } or { except: [names] } for ${name}`;
  const names = z
    .array(z.string(message).trim().min(1, message).max(200, 'Use at most 200 characters'), message)
    .min(1, `Name at least one, or leave ${name} out for all`)
    .max(mostNames, `Use at most ${String(mostNames)} names`);
  return z.union([z.strictObject({ only: names }), z.strictObject({ except: names })], message);
}

function neverMatch() {
  const list = (item: z.ZodType<string>) => z.array(item).max(mostNames).default([]);
  const number = z
    .string()
    .trim()
    .regex(/^\+[\d ().\/-]{5,40}$/, 'Write the number with + and its country code');
  const name = z.string().trim().min(1).max(200, 'Use at most 200 characters');
  return z.strictObject({ numbers: list(number), companies: list(name), records: list(name) });
}

function template(longest: number) {
  return z
    .string('Use a text, or null for the usual one')
    .trim()
    .min(1, 'Use a text, or null for the usual one')
    .max(longest, `Use at most ${String(longest)} characters`)
    .superRefine((text, context) => {
      for (const message of templateFaults(text, isPlaceholder))
        context.addIssue({ code: 'custom', message });
    });
}
