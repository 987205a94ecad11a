import { Refusal } from './refusal.ts';

/** What no waiting mends: said at the start, in words that say what to do. Null: Redis may just be away. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  const advice = adviceFor(error);
  return advice === null ? null : new Refusal('conflict', `REDIS_URL: ${advice}`);
}

function adviceFor(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (/^(WRONGPASS|ERR invalid password)/.test(error.message))
    return 'Redis refuses the user or the password. Write redis://user:password@host:6379, or redis://:password@host:6379 without users; percent-encode what is not a letter or a digit';
  if (/^(NOAUTH|ERR AUTH)/.test(error.message) || error.message.startsWith('ERR Client sent AUTH'))
    return 'Redis wants a password, or a user and a password: redis://user:password@host:6379';
  if (error.message.startsWith('NOPERM'))
    return `Redis does not allow this user all that is needed (${error.message}). Give it: ACL SETUSER <user> ~ringside:* &ringside:* +@all -@dangerous +info`;
  const code = 'code' in error ? String(error.code) : '';
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code)
    ? `the certificate of Redis is not trusted (${code}). With an authority of your own, start the process with NODE_EXTRA_CA_CERTS=/path/to/ca.pem; the certificate must name the host in the address`
    : null;
}
