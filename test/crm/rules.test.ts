import { expect, test } from 'vitest';
import { connectionRules } from '../../src/crm/rules.ts';

test('no rules at all are a complete set', () => {
  expect(connectionRules.parse({})).toEqual({
    logInternal: false,
    logMissed: true,
    logUnansweredOutbound: true,
    unknownCaller: 'log',
    severalMatches: 'latest',
    defaultOwner: null,
  });
});

test.each([
  [{ logMised: false }, '', 'There is no rule called "logMised"'],
  [{ logMissed: 'no' }, 'logMissed', 'Use true or false for logMissed'],
  [{ unknownCaller: 'ignore' }, 'unknownCaller', 'Use one of log, skip'],
  [{ unknownCaller: 'create_lead' }, 'unknownCaller', 'Use one of log, skip'],
  [{ severalMatches: 1 }, 'severalMatches', 'Use one of latest, owner, none'],
  [{ defaultOwner: '' }, 'defaultOwner', 'Use a CRM user id or null'],
  ['yes', '', 'Use a set of rules, such as { logMissed: false }'],
])('%j is refused in words', (given, path, message) => {
  const issues = connectionRules.safeParse(given).error?.issues ?? [];
  expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]]);
});
