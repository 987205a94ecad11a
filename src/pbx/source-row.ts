import { z } from 'zod';
import type { Seal } from '../platform/seal.ts';
import { digest } from '../platform/secret.ts';
import type { Row } from '../store/schema.ts';
import type { Source } from './source.ts';

const texts = z.array(z.string());
const basic = z.object({ user: z.string(), password: z.string() });

/** A source as the table holds it: keys as digest and sealed, never in clear. */
export function toRow(source: Source, seal: Seal): Row<'sources'> {
  return {
    id: source.id,
    name: source.name,
    dialect: source.dialect,
    country: source.country,
    own_numbers_json: JSON.stringify([...source.ownNumbers]),
    key_hash: digest(source.key),
    key_sealed: seal.seal(source.key),
    old_key_hash: source.oldKey?.hash ?? null,
    old_key_until: source.oldKey?.untilMs ?? null,
    allowed_addresses_json: JSON.stringify(source.allowedAddresses),
    basic_sealed: source.basic === null ? null : seal.seal(JSON.stringify(source.basic)),
    extension_digits: source.extensionDigits,
    provisioned: source.provisioned ? 1 : 0,
    created_at: source.createdAt,
  };
}

/** Throws when a secret was sealed with another key. */
export function fromRow(row: Row<'sources'>, seal: Seal): Source {
  return {
    id: row.id,
    name: row.name,
    dialect: row.dialect,
    country: row.country,
    ownNumbers: new Set(texts.parse(JSON.parse(row.own_numbers_json))),
    allowedAddresses: texts.parse(JSON.parse(row.allowed_addresses_json)),
    basic: row.basic_sealed === null ? null : basic.parse(JSON.parse(seal.open(row.basic_sealed))),
    extensionDigits: row.extension_digits,
    provisioned: row.provisioned === 1,
    key: seal.open(row.key_sealed),
    oldKey: row.old_key_hash === null ? null : { hash: row.old_key_hash, untilMs: row.old_key_until ?? 0 },
    createdAt: row.created_at,
  };
}
