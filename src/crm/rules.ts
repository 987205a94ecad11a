import { z } from 'zod';

/** What one connection wants logged, and under whom. Every field has a default: `{}` is a complete set of rules. */
export const connectionRules = z.strictObject(
  {
    /** Calls between colleagues. */
    logInternal: flag('logInternal').default(false),
    /** Inbound calls that nobody answered. */
    logMissed: flag('logMissed').default(true),
    /** Outbound calls that the other side did not answer. */
    logUnansweredOutbound: flag('logUnansweredOutbound').default(true),
    /** The number belongs to no record: log the call without a link, or do not log it. */
    unknownCaller: choice(['log', 'skip']).default('log'),
    /**
     * The number belongs to several records: link the one changed last, the one owned by the agent who talked
     * (the latest if they own none), or none.
     */
    severalMatches: choice(['latest', 'owner', 'none']).default('latest'),
    /** CRM user id that owns what no mapped agent owns; null: the CRM's own default. */
    defaultOwner: z
      .string('Use a CRM user id or null')
      .trim()
      .min(1, 'Use a CRM user id or null')
      .max(200, 'Use at most 200 characters')
      .nullable()
      .default(null),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `There is no rule called ${issue.keys.map((key) => `"${key}"`).join(', ')}`
        : 'Use a set of rules, such as { logMissed: false }',
  },
);

export type ConnectionRules = z.infer<typeof connectionRules>;

function flag(name: string) {
  return z.boolean(`Use true or false for ${name}`);
}

function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `Use one of ${values.join(', ')}`);
}
