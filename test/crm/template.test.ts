import { expect, test } from 'vitest';
import { anActivity } from '../activity/builders.ts';
import { isPlaceholder, placeholders, placeholderValue } from '../../src/crm/placeholders.ts';
import { render, templateFaults } from '../../src/crm/template.ts';

const values: Record<string, string> = { name: 'Karel', queue: '', evil: '{{name}}' };
const valueOf = (name: string): string => values[name] ?? '';

test.each([
  ['Call of {{name}}', 'Call of Karel'],
  ['Call of {{ name }}.', 'Call of Karel.'],
  ['{{queue|no queue}}', 'no queue'],
  ['{{name|nobody}}', 'Karel'],
  ['{{evil}}', '{{name}}'],
  ['a }} b', 'a }} b'],
  ['{{name}}\nQueue: {{queue}}\nend', 'Karel\nend'],
  ['{{name}} {{queue}}', 'Karel'],
  ['first\n\nlast', 'first\n\nlast'],
])('%j becomes %j', (template, text) => {
  expect(templateFaults(template, (name) => name in values)).toEqual([]);
  expect(render(template, valueOf)).toBe(text);
});

test.each([
  ['{{nmae}}', ['There is no placeholder "nmae"']],
  ['{{}}', ['There is a placeholder without a name']],
  ['Call of {{name', ['The placeholder "{{name" is not closed: write }} behind its name']],
  ['{{name {{queue}}', ['The placeholder "{{name " is not closed: write }} behind its name']],
  ['{{name\n}}', ['The placeholder "{{name" is not closed: write }} behind its name']],
  ['{{a}}{{constructor}}', ['There is no placeholder "a"', 'There is no placeholder "constructor"']],
])('%j is refused', (template, faults) => {
  expect(templateFaults(template, isPlaceholder)).toEqual(
    faults.map((fault) => expect.stringContaining(fault) as unknown),
  );
});

test('every placeholder is known, says what it means, and has a text for any call', () => {
  const call = { ...anActivity({ queue: 'helpdesk', extra: { site_id: '7' } }), summary: 'Inbound call' };
  for (const { name, means } of placeholders) {
    expect([name, isPlaceholder(name), means !== '']).toEqual([name, true, true]);
    expect(typeof placeholderValue(call, name)).toBe('string');
  }
  expect(
    ['queue', 'talk', 'started', 'extra.site_id', 'customer', 'toString'].map((name) =>
      placeholderValue(call, name),
    ),
  ).toEqual(['helpdesk', '1:00', '2026-11-16 09:00', '7', '+420 591 166 223', '']);
});
