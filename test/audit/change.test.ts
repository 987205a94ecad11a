import { describe, expect, test } from 'vitest';
import { changeOf, subjectOf } from '../../src/audit/change.ts';
import { redact } from '../../src/audit/redact.ts';
import { createAudit } from '../../src/audit/audit.ts';
import { describeEachDatabase } from '../support/databases.ts';

describe('a change', () => {
  test('of two states is what differs, however deep', () => {
    const before = { name: 'a', rules: { log: true, tags: [1] }, same: [{ x: 1 }] };
    const after = { name: 'a', rules: { log: true, tags: [1, 2] }, same: [{ x: 1 }] };
    expect(changeOf(before, after)).toEqual({
      before: { rules: { log: true, tags: [1] } },
      after: { rules: { log: true, tags: [1, 2] } },
    });
  });

  test('of a secret shows that it changed, and neither value', () => {
    expect(changeOf({ clientSecret: 'one' }, { clientSecret: 'two' })).toEqual({
      before: { clientSecret: '•••' },
      after: { clientSecret: '•••' },
    });
  });

  test('has the name of what was changed', () => {
    expect(subjectOf(null, { email: 'eva@example.com', name: 'Eva' })).toBe('Eva');
    expect(subjectOf('text', 7, [])).toBeNull();
  });
});

describe('what is kept of a value', () => {
  test.each([
    'password',
    'clientSecret',
    'refresh_token',
    'accessToken',
    'privateKey',
    'oldKey',
    'api_key',
    'webhookUrl',
    'key',
  ])('has no %s in it, on any level', (name) => {
    expect(JSON.stringify(redact({ [name]: 'hush', in: [{ [name]: 'hush' }] }))).not.toContain('hush');
  });

  test('has no secret inside text, and no customer’s number', () => {
    const text = 'rs_abc123 https://x/pbx/KEY/start https://x/password?token=TOKEN&x=1';
    expect(redact(text)).toBe('••• https://x/pbx/•••/start https://x/password?token=•••&x=1');
    expect(redact({ number: '+420591166223' })).toEqual({ number: '…223' });
  });

  test('keeps what is no secret', () => {
    const plain = { name: 'office', hasPassword: true, keyless: 'x', count: 3, none: null, monkey: 'banana' };
    expect(redact(plain)).toEqual(plain);
  });

  test('is bounded, whatever came', () => {
    const circle: Record<string, unknown> = {
      long: 'x'.repeat(10_000),
      many: Array.from({ length: 1000 }, () => 1),
    };
    circle['self'] = circle;
    expect(JSON.stringify(redact(circle)).length).toBeLessThan(10_000);
  });
});

describeEachDatabase('the audit log', (open) => {
  test('finds text whatever its case, page by page', async () => {
    const { db } = await open();
    const audit = createAudit({ db, clock: () => 1_000, keepDays: 1 });
    const entry = {
      actor: { kind: 'files', name: 'provisioning', id: null },
      address: null,
      area: 'people',
    } as const;
    for (const subject of ['Ada', 'Eva', 'ADAM'])
      await audit.add({ ...entry, action: 'apply', summary: 'Made', subject, before: null, after: { a: 1 } });
    const first = await audit.page({ search: 'ada', limit: 1 });
    expect(first.items).toMatchObject([{ subject: 'ADAM', after: { a: 1 }, before: null, at: 1_000 }]);
    const rest = await audit.page({ search: 'ada', limit: 1, cursor: first.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ subject: 'Ada' }], nextCursor: null });
    expect(await audit.areas()).toEqual(['people']);
  });
});
