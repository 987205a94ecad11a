import { expect, test } from 'vitest';
import { connectionRules } from '../../src/crm/rules.ts';

test('no rules at all are a complete set', () => {
  expect(connectionRules.parse({})).toEqual({
    leadIds: 'match',
    logInternal: false,
    logMissed: true,
    logUnansweredOutbound: true,
    sources: null,
    queues: null,
    unknownCaller: 'log',
    severalMatches: 'latest',
    neverMatch: { numbers: [], companies: [], records: [] },
    defaultOwner: null,
    createOnly: false,
    subject: null,
    body: null,
  });
});

test.each([
  [{ logMised: false }, '', 'There is no rule called "logMised"'],
  [{ logMissed: 'no' }, 'logMissed', 'Use true or false for logMissed'],
  [{ unknownCaller: 'ignore' }, 'unknownCaller', 'Use one of log, skip, create_lead, create_contact'],
  [{ severalMatches: 1 }, 'severalMatches', 'Use one of latest, owner, none, ask'],
  [{ sources: ['office'] }, 'sources', 'Use { only: [names] } or { except: [names] } for sources'],
  [
    { queues: { only: ['a'], except: ['b'] } },
    'queues',
    'Use { only: [names] } or { except: [names] } for queues',
  ],
  [{ queues: { only: [] } }, 'queues.only', 'Name at least one, or leave queues out for all'],
  [{ createOnly: 'yes' }, 'createOnly', 'Use true or false for createOnly'],
  [{ subject: '' }, 'subject', 'Use a text, or null for the usual one'],
  [{ subject: 'Call of {{custommer}}' }, 'subject', 'There is no placeholder "custommer"'],
  [
    { body: '{{note}}\n{{queue' },
    'body',
    'The placeholder "{{queue" is not closed: write }} behind its name',
  ],
  [{ defaultOwner: '' }, 'defaultOwner', 'Use a CRM user id or null'],
  ['yes', '', 'Use a set of rules, such as { logMissed: false }'],
])('%j is refused in words', (given, path, message) => {
  const issues = connectionRules.safeParse(given).error?.issues ?? [];
  expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]]);
});
