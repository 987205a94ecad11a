import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExtension, isWithheld, parsePhone } from '../../src/model/phone.ts';

describe('parsePhone', () => {
  it.each([
    ['591166223', 'CZ', '+420591166223', 'CZ'],
    ['591 166 223', 'CZ', '+420591166223', 'CZ'],
    ['420591166223', 'CZ', '+420591166223', 'CZ'],
    ['00420591166223', 'CZ', '+420591166223', 'CZ'],
    ['+420 591 166 223', 'US', '+420591166223', 'CZ'],
    ['+420-591/166.223', null, '+420591166223', 'CZ'],
    ['0905 123 456', 'SK', '+421905123456', 'SK'],
    ['030 901820', 'DE', '+4930901820', 'DE'],
    ['(030) 901820', 'DE', '+4930901820', 'DE'],
    ['020 7946 0018', 'GB', '+442079460018', 'GB'],
    ['+44 (0)20 7946 0018', 'CZ', '+442079460018', 'GB'],
    ['01 42 68 53 00', 'FR', '+33142685300', 'FR'],
    ['(202) 456-1111', 'US', '+12024561111', 'US'],
    ['1-202-456-1111', 'US', '+12024561111', 'US'],
    ['011420591166223', 'US', '+420591166223', 'CZ'],
    ['06 1234 5678', 'IT', '+390612345678', 'IT'],
    ['512 345 678', 'PL', '+48512345678', 'PL'],
    ['+883510012345678', 'CZ', '+883510012345678', null],
    ['sip:+420591166223@pbx.example.com:5060;user=phone', 'CZ', '+420591166223', 'CZ'],
    ['<sip:591166223@pbx>', 'CZ', '+420591166223', 'CZ'],
    ['tel:+420591166223', 'CZ', '+420591166223', 'CZ'],
    [`sip:591166223@${'long.'.repeat(30)}example`, 'CZ', '+420591166223', 'CZ'],
  ])('%s in %s: %s', (number, country, e164, where) => {
    expect(parsePhone(number, country)).toMatchObject({ e164, country: where });
  });

  it('reads 00 as the way abroad also where it is not', () => {
    expect(parsePhone('00420591166223', 'US')?.e164).toBe('+420591166223');
    expect(parsePhone('00420591166223', null)?.e164).toBe('+420591166223');
    expect(parsePhone('0000000000', 'CZ')).toBeNull();
  });

  it('takes a number of a range too new to be known, if it says its country', () => {
    expect(parsePhone('+420100000000', 'CZ')?.e164).toBe('+420100000000');
    expect(parsePhone('100000000', 'CZ')).toBeNull();
  });

  it.each([
    '',
    ' ',
    '+',
    '+0',
    'anonymous',
    'karel',
    '12',
    '591166223 nebo 591166224',
    '<script>alert(1)</script>',
    "'; DROP TABLE calls; --",
    '+'.repeat(50),
    '9'.repeat(61),
    '9'.repeat(10_000),
    'sip:',
    'sip:@',
    '\u0000',
  ])('finds no number in %j', (junk) => {
    expect(parsePhone(junk, 'CZ')).toBeNull();
  });

  it('knows no country by an unknown code', () => {
    expect(parsePhone('591166223', 'XX')).toBeNull();
    expect(parsePhone('591166223', 'cz')).toBeNull();
    expect(parsePhone('591166223', null)).toBeNull();
    expect(parsePhone('+420591166223', 'XX')?.country).toBe('CZ');
  });

  it('says the number as the country and as the world write it', () => {
    expect(parsePhone('591166223', 'CZ')).toEqual({
      e164: '+420591166223',
      national: '591166223',
      country: 'CZ',
      formatted: '+420 591 166 223',
    });
  });

  it('never throws, reads its own words again, and answers the same twice', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('+', '0', '1', '2', '4', '7', '9', ' ', '-', '(') }),
    );
    fc.assert(
      fc.property(anyText, fc.constantFrom('CZ', 'US', 'DE', 'XX', null), (text, country) => {
        const phone = parsePhone(text, country);
        expect(parsePhone(text, country)).toEqual(phone);
        if (phone === null) return;
        expect(phone.e164).toMatch(/^\+[1-9]\d{1,16}$/);
        expect(parsePhone(phone.e164, null)?.e164).toBe(phone.e164);
      }),
      { numRuns: 500 },
    );
  });
});

describe('isExtension', () => {
  it.each(['1', '101', '123456', ' 101 ', 'sip:101@pbx'])('%j is one of ours', (number) => {
    expect(isExtension(number)).toBe(true);
  });

  it.each(['', '1234567', '+101', '10a', '*21', '-1', '1.5', '١٢٣'])('%j is not', (number) => {
    expect(isExtension(number)).toBe(false);
  });

  it('has as many digits as the source says', () => {
    expect(isExtension('12345', 4)).toBe(false);
    expect(isExtension('12345', 5)).toBe(true);
  });
});

describe('isWithheld', () => {
  it.each([
    null,
    undefined,
    '',
    ' ',
    'anonymous',
    'Anonymous',
    ' UNKNOWN ',
    'restricted',
    'unavailable',
    'private',
    'sip:anonymous@anonymous.invalid',
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
  ])('%j says nobody', (number) => {
    expect(isWithheld(number)).toBe(true);
  });

  it.each(['591166223', '101', 'karel', 'anonymous karel'])('%j says somebody', (number) => {
    expect(isWithheld(number)).toBe(false);
  });
});
