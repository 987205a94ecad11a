import type { Config } from '../config.ts';
import { checkDraft } from '../crm/connection.ts';
import type { ConnectorModule } from '../crm/contract.ts';
import { parsePhone } from '../model/phone.ts';
import { dialects } from '../pbx/dialects/index.ts';
import type { Log } from '../platform/log.ts';
import { applyProvision, type UpsertContacts } from '../provision/apply.ts';
import { provisionFiles } from '../provision/files.ts';
import type { Env } from '../provision/parse.ts';
import { readProvision } from '../provision/read.ts';
import { exclusively } from '../store/postgres.ts';
import type { Foundation } from './foundation.ts';
import { auditProvisioning, takeInventory } from './provision-trail.ts';

export interface ProvisioningDeps {
  config: Pick<Config, 'provisionDir' | 'provisionDirRequired' | 'shared' | 'role'>;
  /** What `${NAME}` in the files stands for. */
  env: Env;
  modules: readonly ConnectorModule[];
  upsertContacts: UpsertContacts;
  log: Log;
}

/**
 * Applies the provisioning files (DESIGN §7). Throws with every fault of all files, and then nothing is applied. What they change is in
 * the audit log.
 */
async function provision(deps: ProvisioningDeps, base: Foundation): Promise<void> {
  const { config, env, modules, upsertContacts, log } = deps;
  const files = await provisionFiles(config.provisionDir, config.provisionDirRequired);
  const document = readProvision(files, env, {
    dialects: dialects.map(({ name }) => name),
    readNumber: (number, country) => parsePhone(number, country)?.e164 ?? null,
    sources: base.sources.list().map(({ name }) => name),
    connections: base.connections.list(),
    connectionFaults: (draft) => checkDraft(draft, modules).faults,
  });
  const before = await takeInventory(base);
  const applied = await applyProvision(document, { ...base, upsertContacts });
  await auditProvisioning(base.audit, before, await takeInventory(base));
  if (files.length > 0) log.info({ files: files.length, ...applied }, 'provisioned');
}

/**
 * `provision`, by one process after the other where there are several: each knows what the one before it made.
 * Workers leave it to those that show pages.
 */
export async function provisionInTurn(deps: ProvisioningDeps, base: Foundation): Promise<void> {
  if (deps.config.shared === null) return provision(deps, base);
  if (deps.config.role === 'worker') return;
  await exclusively(base.db, 'ringside provisioning', async () => {
    for (const held of [base.sources, base.agents, base.apiKeys, base.connections]) await held.reload();
    await provision(deps, base);
  });
}
