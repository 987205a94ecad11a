import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { settings as hubspot } from '../../connectors/hubspot/settings.ts';
import { salesforceSettings } from '../../connectors/salesforce/settings.ts';
import {
  alternativeOf,
  byNeed,
  constantsOf,
  readSchema,
  titleOf,
} from '../../src/web/admin/connections/schema.ts';

const read = (schema: z.ZodType) =>
  readSchema(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
const names = (list: readonly (readonly [string, unknown])[]) => list.map(([name]) => name);

describe('the form of a connector’s settings', () => {
  test('asks first for what has no value yet', () => {
    const { first, more } = byNeed(read(hubspot));
    expect(names(first)).toEqual(['portalId', 'serviceKey', 'clientId', 'clientSecret', 'defaultCountry']);
    expect(names(more)).toContain('apiUrl');
  });

  test('knows secrets, titles and bounds', () => {
    const fields = new Map(read(hubspot).properties);
    expect(fields.get('serviceKey')?.writeOnly).toBe(true);
    expect(fields.get('portalId')?.writeOnly).toBe(false);
    const reserve = new Map(read(salesforceSettings).properties).get('quotaReserve') ?? expect.fail();
    expect([reserve.minimum, reserve.maximum, reserve.default]).toEqual([0, 90, 5]);
    expect(titleOf('leadId', { ...reserve, title: null })).toBe('Lead id');
  });

  test('has the ways of signing in, told apart by their constant', () => {
    const auth = new Map(read(salesforceSettings).properties).get('auth') ?? expect.fail();
    expect(auth.alternatives.map(constantsOf)).toEqual([
      { method: 'client_credentials' },
      { method: 'jwt' },
      { method: 'web' },
    ]);
    expect(names(alternativeOf(auth, { method: 'jwt' })?.properties ?? [])).toContain('privateKey');
    expect(alternativeOf(auth, undefined)).toBe(auth.alternatives[0]);
  });

  test('has the field map with the names it may have', () => {
    const fields = new Map(read(salesforceSettings).properties).get('fields');
    expect(fields?.keys?.length).toBeGreaterThan(3);
    expect(fields?.values).not.toBeNull();
  });

  test.each([null, 'text', [], { properties: 7, oneOf: {} }])('is empty for %j', (nonsense) => {
    expect(readSchema(nonsense)).toMatchObject({ properties: [], alternatives: [], writeOnly: false });
  });
});
