import { hash, randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 62 in a byte: bytes from here up are thrown away, or the first letters would be likelier. */
const unbiased = 248;

/** A random word of base62 letters; 24 of them carry 142 bits. */
export function randomWord(length = 24): string {
  let word = '';
  while (word.length < length) {
    for (const byte of randomBytes(length - word.length)) {
      if (byte < unbiased) word += alphabet.charAt(byte % alphabet.length);
    }
  }
  return word;
}

/**
 * How keys and tokens are kept: SHA-256 in hex. Plain, not slow and unsalted, as these are random words of 128 bits
 * and more, not passwords; and a digest can be looked up.
 */
export function digest(secret: string): string {
  return hash('sha256', secret, 'hex');
}
