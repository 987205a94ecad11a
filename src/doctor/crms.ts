import { checkDraft } from '../crm/connection.ts';
import { createConnectionRows, type Seal, type StoredConnection } from '../crm/connection-rows.ts';
import type { ConnectorModule } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import { messageOf } from '../platform/message.ts';
import { addressRefusedIn } from '../platform/outbound.ts';
import type { Db } from '../store/database.ts';
import { clockFinding } from './clock.ts';
import { fault, ok, warning, type Finding } from './finding.ts';

export interface CrmsDeps {
  db: Db;
  seal: Seal;
  modules: readonly ConnectorModule[];
  fetch: typeof fetch;
  publicUrl: string;
  /** For one CRM, ms. */
  deadlineMs: number;
}

/** Every CRM is asked what its connection's check in the admin pages asks, and what time it is there. */
export async function checkCrms(deps: CrmsDeps): Promise<Finding[]> {
  const rows = createConnectionRows(deps.db, deps.seal);
  let stored: StoredConnection[];
  try {
    stored = await rows.load();
  } catch (error) {
    return [
      fault('encryption key', messageOf(error), 'Give this command the environment that the service has'),
    ];
  }
  const clocks: number[] = [];
  const timed: typeof fetch = async (input, init) => {
    const answer = await deps.fetch(input, init);
    const there = Date.parse(answer.headers.get('date') ?? '');
    if (!Number.isNaN(there)) clocks.push(Date.now() - there);
    return answer;
  };
  const findings = await Promise.all(stored.map((one) => checkConnection({ ...deps, fetch: timed }, one)));
  return [ok('encryption key', 'opens what is stored'), ...findings, clock(clocks)];
}

async function checkConnection(deps: CrmsDeps, stored: StoredConnection): Promise<Finding> {
  const { db, seal, modules, fetch, publicUrl, deadlineMs } = deps;
  const about = `connection ${stored.name}`;
  const { checked, faults } = checkDraft(stored, modules);
  if (checked === null) {
    const said = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
    return fault(about, said, 'Correct its settings: Connections in the admin pages, or its file');
  }
  const tokens = createConnectionRows(db, seal).tokens(stored.id);
  const quiet = { info: () => undefined, warn: () => undefined };
  const given = { connection: stored.name, tokens, log: quiet, fetch, publicUrl };
  const connector = checked.module.open(checked.checkedSettings, given);
  try {
    const { account } = await withDeadline({ ms: deadlineMs, missed: 'unavailable' }, (x) =>
      connector.check(x),
    );
    if (stored.status === 'active') return ok(about, `answers as ${account}`);
    const said = `answers, but is ${stored.status}: ${stored.statusReason ?? 'for no reason given'}`;
    return warning(about, said, 'Resume it: Connections in the admin pages');
  } catch (error) {
    const said = addressRefusedIn(error)?.message ?? messageOf(error);
    return fault(
      about,
      said,
      'Check it in the admin pages; the connector’s README says what each refusal means',
    );
  } finally {
    await connector.close?.();
  }
}

/** The nearest answer counts: others may have come out of a cache. */
function clock(differences: readonly number[]): Finding {
  const [nearest] = [...differences].sort((a, b) => Math.abs(a) - Math.abs(b));
  if (nearest === undefined) return ok('clock', 'not compared, as no CRM told the time');
  return clockFinding('clock', nearest, 'the CRM’s');
}
