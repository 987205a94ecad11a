import { describe, expect, test } from 'vitest';
import { createSuggest, type Candidate } from '../../src/agents/suggest.ts';

const person = (owner: string, name: string, more: Partial<Candidate<string>> = {}): Candidate<string> => ({
  owner,
  name,
  email: null,
  phones: [],
  ...more,
});

describe('a phone is suggested to', () => {
  const suggest = createSuggest([
    person('eva', 'Eva Nováková', { email: 'eva.novakova@example.com' }),
    person('jan', 'Jan Dvořák', {
      email: 'jd@example.com',
      phones: [{ source: 'hub', user: '2001', extension: '102' }],
    }),
  ]);

  test.each([
    { clues: { user: 'Eva.Novakova@example.com' }, owner: 'eva', reason: 'email' },
    { clues: { user: 'eva_novakova' }, owner: 'eva', reason: 'user' },
    { clues: { user: 'enovakova' }, owner: 'eva', reason: 'user' },
    { clues: { user: 'dvorakj' }, owner: 'jan', reason: 'user' },
    { clues: { user: '2001' }, owner: 'jan', reason: 'user' },
    { clues: { extension: '102' }, owner: 'jan', reason: 'extension' },
    { clues: { name: 'NOVAKOVA, Eva' }, owner: 'eva', reason: 'name' },
  ])('$owner by $reason: $clues', ({ clues, owner, reason }) => {
    expect(suggest(clues)).toMatchObject({ owner, reason });
  });

  test('the one with the surest sign, with the reason in a sentence', () => {
    expect(suggest({ user: 'eva.novakova', extension: '102' })).toEqual({
      owner: 'eva',
      reason: 'user',
      because: 'User eva.novakova fits the address eva.novakova@example.com',
    });
    expect(suggest({ extension: '102' })?.because).toBe('Has extension 102 on hub');
  });

  test.each([{}, { user: '', name: null }, { user: 'ota' }, { extension: '10' }, { name: 'Eva' }])(
    'nobody by %o',
    (clues) => {
      expect(suggest(clues)).toBeNull();
    },
  );
});

test('two who show the same sign are nobody’s suggestion, until a weaker sign tells them apart', () => {
  const suggest = createSuggest([
    person('one', 'Jan Novák', { phones: [{ source: 'hub', user: null, extension: '101' }] }),
    person('other', 'Novák Jan'),
  ]);
  expect(suggest({ name: 'Jan Novák' })).toBeNull();
  expect(suggest({ user: 'jnovak', extension: '101' })).toMatchObject({ owner: 'one', reason: 'user' });
  expect(suggest({ user: 'novakjan', extension: '101' })).not.toBeNull();
});

test('letters of other scripts count as letters', () => {
  const suggest = createSuggest([person('ivan', 'Иван Петров')]);
  expect(suggest({ name: 'петров иван' })).toMatchObject({ owner: 'ivan', reason: 'name' });
});
