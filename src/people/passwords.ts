import { hash, verify } from '@node-rs/argon2';

/** OWASP's figures for Argon2id: 19 MiB, two passes, one lane; about 30 ms of one core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Argon2id in PHC format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** Hash of a password that nobody has: someone unknown must cost as much time as someone known. */
const nobody =
  '$argon2id$v=19$m=19456,t=2,p=1$cmluZ3NpZGUtbm9ib2R5MA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** False also for people without a password (`null`), after the same work. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? nobody, password);
  return passwordHash !== null && matches;
}
