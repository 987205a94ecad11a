import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { placeholders } from '../../src/crm/placeholders.ts';
import { connectionRules } from '../../src/crm/rules.ts';

const document = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');

test('docs/rules.md names every rule and every placeholder, and no other placeholder', () => {
  const rules = Object.keys(connectionRules.shape);
  expect(rules.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  const listed = [...document.matchAll(/^\| `\{\{(.+?)\}\}`/gm)].map(([, name]) => name);
  expect(listed).toEqual(placeholders.map(({ name }) => name));
});
