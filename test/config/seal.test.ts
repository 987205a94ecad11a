import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeal, deriveSecret, keyFromFile, parseKey } from '../../src/platform/seal.ts';
import { digest, randomWord } from '../../src/platform/secret.ts';

const key = randomBytes(32);

describe('a sealed text', () => {
  const seal = createSeal(key);

  test('opens to what it was, and looks different each time', () => {
    for (const text of ['', 'x', 'žluťoučký kůň', 'x'.repeat(10_000)]) {
      const sealed = seal.seal(text);
      expect(sealed).toMatch(/^v1\.[\w-]+$/);
      expect(seal.open(sealed)).toBe(text);
      expect(seal.seal(text)).not.toBe(sealed);
    }
  });

  test('does not open with another key, and says what to do', () => {
    const other = createSeal(randomBytes(32));
    expect(() => other.open(seal.seal('x'))).toThrow(/another key.*ENCRYPTION_KEY/);
  });

  test('does not open when anything of it was changed', () => {
    const sealed = seal.seal('some words');
    for (let at = 3; at < sealed.length; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'Q' : 'A') + sealed.slice(at + 1);
      expect(() => seal.open(changed)).toThrow(/cannot be opened/);
    }
    expect(() => seal.open('v1.')).toThrow(/cannot be opened/);
    expect(() => seal.open('in clear')).toThrow(/unknown form/);
  });

  test('needs a key of 32 bytes', () => {
    expect(() => createSeal(randomBytes(16))).toThrow(/32/);
  });
});

test('a key is read from hex and from base64 of either alphabet', () => {
  for (const text of [
    key.toString('hex'),
    key.toString('base64'),
    key.toString('base64url'),
    ` ${key.toString('hex')}\n`,
  ]) {
    expect(parseKey(text)).toEqual(key);
  }
  for (const text of ['', 'x', key.toString('hex').slice(2), randomBytes(33).toString('base64')]) {
    expect(parseKey(text)).toBeNull();
  }
});

describe('the key file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringside_test_key_'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('is made once, for the owner only', async () => {
    const file = join(directory, 'new', 'encryption.key');
    const made = keyFromFile(file);
    expect(made).toHaveLength(32);
    expect(keyFromFile(file)).toEqual(made);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('that holds something else stops the start', async () => {
    const file = join(directory, 'bad.key');
    await writeFile(file, 'nonsense');
    expect(() => keyFromFile(file)).toThrow(/32 bytes/);
  });
});

test('a derived secret belongs to one key and one purpose', () => {
  expect(deriveSecret(key, 'sessions')).toBe(deriveSecret(key, 'sessions'));
  expect(deriveSecret(key, 'sessions')).not.toBe(deriveSecret(key, 'other'));
  expect(deriveSecret(key, 'sessions')).not.toBe(deriveSecret(randomBytes(32), 'sessions'));
});

test('a random word uses all 62 letters alike', () => {
  const counts = new Map<string, number>();
  for (const letter of randomWord(62_000)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(62);
  // 1000 of each expected, standard deviation 31: six of them are never seen by chance.
  for (const [letter, count] of counts) expect(Math.abs(count - 1000), letter).toBeLessThan(190);
  expect(randomWord()).toMatch(/^[0-9A-Za-z]{24}$/);
  expect(digest('x')).toMatch(/^[0-9a-f]{64}$/);
});
