import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Encrypts the secrets that have to be stored readable: source keys, CRM settings, tokens. */
export interface Seal {
  seal(text: string): string;
  /** Throws when the text was sealed with another key or was changed since. */
  open(sealed: string): string;
  /** The text sealed with the present key; null: it is already. Throws as `open`. */
  renewed(sealed: string): string | null;
}

const prefix = 'v1.';
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/**
 * AES-256-GCM with a random nonce per text. Sealed form: `v1.` + base64url(nonce, tag, ciphertext); the prefix
 * leaves room for another cipher later. Keys are 32 bytes; `oldKeys` open what they sealed, and seal nothing.
 */
export function createSeal(key: Buffer, oldKeys: readonly Buffer[] = []): Seal {
  const keys = [key, ...oldKeys];
  const wrong = keys.find(({ length }) => length !== keyBytes);
  if (wrong !== undefined) throw new Error(`The encryption key has ${wrong.length} bytes instead of 32`);

  const seal = (text: string): string => {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return prefix + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
  };
  const open = (sealed: string): string => {
    if (!sealed.startsWith(prefix))
      throw new Error('A stored secret has an unknown form; is it sealed at all?');
    for (const one of keys) {
      const text = openedWith(one, sealed);
      if (text !== null) return text;
    }
    throw new Error(
      'A stored secret cannot be opened: it was sealed with another key, or changed. ' +
        'Set ENCRYPTION_KEY (or put encryption.key back) to what it was when the secret was saved, ' +
        'or name that key in ENCRYPTION_KEYS_OLD.',
    );
  };
  return {
    seal,
    open,
    renewed: (sealed) => (openedWith(key, sealed) === null ? seal(open(sealed)) : null),
  };
}

/** Null: sealed with another key, or changed since. */
function openedWith(key: Buffer, sealed: string): string | null {
  const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const body = bytes.subarray(nonceBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** 32 bytes written as 64 hex digits or as base64 (either alphabet, padded or not); null: neither. */
export function parseKey(text: string): Buffer | null {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return null;
  const key = Buffer.from(trimmed, 'base64');
  return key.length === keyBytes ? key : null;
}

/**
 * The key kept in `file`, made at first use with mode 0600. `wx` keeps two processes that start together from
 * overwriting each other's key.
 */
export function keyFromFile(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = parseKey(readFileSync(file, 'utf8'));
  if (key === null) throw new Error(`${file} does not hold 32 bytes in base64 or hex`);
  return key;
}

/** A secret for one purpose, derived so that no purpose can learn another's. Hex. */
export function deriveSecret(key: Buffer, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', key, '', `ringside ${purpose}`, keyBytes)).toString('hex');
}
