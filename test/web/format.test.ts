import { describe, expect, it } from 'vitest';
import { countries, likelyCountry } from '../../src/web/format/countries.ts';
import { countryFlag, countryName } from '../../src/web/format/country.ts';
import { clock, span } from '../../src/web/format/duration.ts';
import { ownPath, safeUrl } from '../../src/web/format/safe-url.ts';
import { ago } from '../../src/web/format/when.ts';

describe('addresses from outside', () => {
  it.each([
    'https://crm.example.com/003',
    'http://crm.local/a?b=1',
    '/contacts/book/17',
    ' https://a.example/ ',
  ])('may be linked: %s', (address) => expect(safeUrl(address)).toBe(address.trim()));

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    'https://',
    'crm.example.com/003',
    '',
    null,
  ])('may not be linked: %j', (address) => expect(safeUrl(address)).toBeNull());

  it('after signing in, lead to this server only', () => {
    expect(ownPath('/agent?x=1')).toBe('/agent?x=1');
    expect(ownPath('https://evil.example/')).toBeNull();
    expect(ownPath('//evil.example/')).toBeNull();
  });
});

describe('times', () => {
  it.each([
    [-5_000, '0:00'],
    [7_900, '0:07'],
    [754_000, '12:34'],
    [3_723_000, '1:02:03'],
  ])('%i ms on a clock is %s', (ms, text) => expect(clock(ms)).toBe(text));

  it.each([
    [400, '0 s'],
    [48_000, '48 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [3_725_000, '1 h 2 min'],
  ])('%i ms in words is %s', (ms, text) => expect(span(ms)).toBe(text));

  it.each([
    [30_000, 'just now'],
    [-2_000, 'just now'],
    [185_000, '3 min. ago'],
    [7_300_000, '2 hr. ago'],
    [90_000_000, 'yesterday'],
  ])('%i ms ago is %s', (ms, text) => expect(ago(1e12 - ms, 1e12, 'en')).toBe(text));
});

describe('countries', () => {
  it('have a name in the reader’s language and a flag', () => {
    expect(countryName('CZ', 'en')).toBe('Czechia');
    expect(countryName('CZ', 'de')).toBe('Tschechien');
    expect(countryFlag('CZ')).toBe('🇨🇿');
  });

  it('stay as they are when unknown', () => {
    expect(countryName('<b>', 'en')).toBe('<b>');
    expect(countryFlag('<b>')).toBe('');
  });

  it('are listed by name, each once, and guessed from the browser’s language', () => {
    const all = countries('en');
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all[0]?.name).toBe('Afghanistan');
    expect(likelyCountry('cs')).toBe('CZ');
    expect(likelyCountry('de-AT')).toBe('AT');
    expect(likelyCountry('not a language')).toBe('US');
  });
});
