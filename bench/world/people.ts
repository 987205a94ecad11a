/** Names that seeding and traffic agree on, so that neither has to tell the other. */

export const contactCount = 1_000_000;

/** Sources of the bench world. Their keys are no secrets: the world lives for one run on loopback. */
export const benchSources = [
  { name: 'linuxbox', dialect: 'linuxbox', key: 'benchLinuxboxKey00000000' },
  { name: 'contaqt', dialect: 'contaqt', key: 'benchContaqtKey000000000' },
] as const;

export type BenchDialect = (typeof benchSources)[number]['dialect'];

export const apiKey = 'rs_benchAdminKey0000000000000000000';
export const connectionName = 'contacts';
export const ownNumber = '+420591166200';

/** The number of the nth contact, within a Czech mobile range of a million. */
export const contactNumber = (n: number): string => `+420602${String(n % contactCount).padStart(6, '0')}`;

/** A valid number that no contact has. */
export const strangerNumber = (n: number): string => `+420603${String(n % contactCount).padStart(6, '0')}`;

export const agentEmail = (n: number): string => `agent${n}@bench.example`;

/** The nth agent's phone, the same at both PBXs. */
export const agentPhone = (n: number) => ({
  userId: `u${n}`,
  extension: String(10_000 + n),
  deviceId: `d${n}`,
  name: `Agent ${n}`,
});

/** The agent whose user id this is. */
export const agentOfUserId = (userId: string): number => Number(userId.slice(1));

/** The same in SQL, of a column `n`. */
export const agentSeries = {
  name: `'Agent ' || n`,
  email: `'agent' || n || '@bench.example'`,
  userId: `'u' || n`,
  extension: 'CAST(10000 + n AS text)',
  deviceId: `'d' || n`,
};

export const contactSeries = {
  id: `'contact-' || n`,
  name: `'Contact ' || n`,
  company: `'Company ' || n % 50000`,
  e164: `'+420602' || substr(CAST(1000000 + n AS text), 2)`,
};
