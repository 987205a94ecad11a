import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSeal } from '../../src/platform/seal.ts';
import { sealAnew } from '../../src/store/seal-anew.ts';
import { describeEachDatabase } from '../support/databases.ts';

const [first, second] = [randomBytes(32), randomBytes(32)];

describeEachDatabase('sealing anew', (open) => {
  test('everything that an old key sealed is sealed with the new one, once; then the old one may go', async () => {
    const { db } = await open();
    const before = createSeal(first);
    await db
      .insertInto('sources')
      .values({
        ...{ id: 's', name: 'office', dialect: 'linuxbox', country: 'CZ', own_numbers_json: '[]' },
        ...{ key_hash: 'h', key_sealed: before.seal('source key'), old_key_hash: null, old_key_until: null },
        ...{ allowed_addresses_json: '[]', basic_sealed: before.seal('basic'), extension_digits: 0 },
        ...{ provisioned: 0, created_at: 1 },
      })
      .execute();
    for (const [id, tokens] of [
      ['a', before.seal('tokens')],
      ['b', null],
    ] as const) {
      await db
        .insertInto('connections')
        .values({
          ...{
            id,
            name: id,
            crm: 'directory',
            settings_sealed: before.seal(`settings ${id}`),
            rules_json: '{}',
          },
          ...{ status: 'active', status_reason: null, paused_until: null, provisioned: 0, created_at: 1 },
          ...{ tokens_sealed: tokens, mirror_cursor: null, mirrored_at: null },
        })
        .execute();
    }

    const between = createSeal(second, [first]);
    expect(await sealAnew(db, between)).toBe(5);
    expect(await sealAnew(db, between)).toBe(0);

    const after = createSeal(second);
    const source = await db.selectFrom('sources').selectAll().executeTakeFirstOrThrow();
    expect([source.key_sealed, source.basic_sealed ?? ''].map(after.open)).toEqual(['source key', 'basic']);
    const rows = await db.selectFrom('connections').selectAll().orderBy('id').execute();
    expect(rows.map((row) => after.open(row.settings_sealed))).toEqual(['settings a', 'settings b']);
    expect(rows.map(({ tokens_sealed: tokens }) => tokens && after.open(tokens))).toEqual(['tokens', null]);
    await expect(sealAnew(db, createSeal(randomBytes(32)))).rejects.toThrow('ENCRYPTION_KEYS_OLD');
  });
});
