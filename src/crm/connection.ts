import { connectionRules, rulesFaults, type ConnectionRules } from './rules.ts';
import type { RefusalFault } from '../platform/refusal.ts';
import type { Capabilities, Connector, ConnectorModule } from './contract.ts';

export const connectionStatuses = ['active', 'suspended', 'paused'] as const;
/** suspended: the CRM refused the credentials, an admin must act. paused: an admin paused it. */
type ConnectionStatus = (typeof connectionStatuses)[number];

/** What the API calls every connection that is no longer there. No connection can have this name. */
export const removedConnection = 'a removed connection';

/** One configured CRM account, open. */
export interface Connection {
  id: string;
  name: string;
  /** The connector module's name. */
  crm: string;
  rules: ConnectionRules;
  status: ConnectionStatus;
  /** Why it is suspended or paused, in the CRM's words or the admin's. */
  statusReason: string | null;
  /** Epoch ms: quota, nothing is sent before. */
  pausedUntil: number | null;
  /** Comes from a file and is read-only in the admin pages. */
  provisioned: boolean;
  createdAt: number;
  capabilities: Capabilities;
  connector: Connector;
}

/** What an admin or a file asks for. `settings` and `rules` are checked here. */
export interface ConnectionDraft {
  name: string;
  crm: string;
  settings: unknown;
  rules?: unknown;
  provisioned: boolean;
}

/** A draft that passed: `settings` as given, for storing; `checkedSettings` for opening. */
export interface CheckedDraft {
  module: ConnectorModule;
  settings: unknown;
  checkedSettings: unknown;
  rules: ConnectionRules;
}

const namePattern = /^[A-Za-z0-9][\w.-]{0,39}$/;

/** Every fault of a draft at once; a draft without faults comes back checked. */
export function checkDraft(
  draft: Pick<ConnectionDraft, 'name' | 'crm' | 'settings' | 'rules'>,
  modules: readonly ConnectorModule[],
): { checked: CheckedDraft | null; faults: RefusalFault[] } {
  const faults: RefusalFault[] = [];
  if (!namePattern.test(draft.name)) {
    faults.push({ field: 'name', message: 'Use letters, digits, dots, hyphens and underscores, at most 40' });
  }
  const rules = connectionRules.safeParse(draft.rules ?? {});
  faults.push(...issuesAsFaults('rules', rules.error?.issues));
  const module = modules.find((known) => known.name === draft.crm);
  if (module === undefined) {
    const known = modules.map(({ name }) => name).join(', ');
    faults.push({ field: 'crm', message: `There is no connector "${draft.crm}". Use one of ${known}` });
    return { checked: null, faults };
  }
  faults.push(...unfitRules(rules.data, module));
  const given = draft.settings ?? {};
  const settings = module.settings.safeParse(given);
  faults.push(...issuesAsFaults('settings', settings.error?.issues));
  if (faults.length > 0 || !settings.success || !rules.success) return { checked: null, faults };
  return {
    checked: { module, settings: given, checkedSettings: settings.data, rules: rules.data },
    faults,
  };
}

function unfitRules(rules: ConnectionRules | undefined, { capabilities }: ConnectorModule): RefusalFault[] {
  const faults = rules === undefined ? [] : rulesFaults(rules, capabilities);
  return faults.map(({ field, message }) => ({ field: `rules.${field}`, message }));
}

function issuesAsFaults(
  field: string,
  issues: readonly { path: readonly PropertyKey[]; message: string }[] = [],
): RefusalFault[] {
  return issues.map(({ path, message }) => ({ field: [field, ...path].map(String).join('.'), message }));
}
