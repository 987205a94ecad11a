import { LRUCache } from 'lru-cache';
import type { Engine } from '../activity/engine.ts';
import type { Agents } from '../agents/agents.ts';
import type { ApiConnectionDetail, ApiCrmUsers } from '../api/connection.ts';
import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import type { ConnectorModule, CrmUser } from '../crm/contract.ts';
import { withDeadline } from '../crm/deadline.ts';
import { settingsFormOf, type SettingsForm } from '../crm/settings-form.ts';
import type { Standings } from '../crm/standing.ts';
import type { ConnectionAdmin } from '../http/connection-admin.ts';
import type { Mirror } from '../lookup/mirror.ts';
import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Db } from '../store/database.ts';
import type { ConnectionChecks } from './connection-checks.ts';
import { createConsent } from './connection-consent.ts';
import { removeConnection, whatIsLost, type OwnBooks } from './connection-removal.ts';
import { createConnectionView, toCheck, toConnector } from './connection-view.ts';

export interface ConnectionAdminDeps {
  db: Db;
  connections: Connections;
  modules: readonly ConnectorModule[];
  engine: Pick<Engine, 'wake' | 'resume'>;
  mirror: Pick<Mirror, 'refresh' | 'restart'>;
  standings: Standings;
  checks: Pick<ConnectionChecks, 'check' | 'see'>;
  agents: Pick<Agents, 'forgetConnection'>;
  books: OwnBooks;
  clock: Clock;
  fetch: typeof fetch;
  /** For a CRM to take its own code, ms. */
  exchangeMs?: number;
  /** Without a trailing slash. */
  publicUrl: () => string;
}

const usersMs = 20_000;
const mostUsers = 2_000;
/** People are mapped one after the other on a page that asks each time. */
const usersKnownMs = 60_000;

/** What admins do with connections. */
export function createConnectionAdmin(deps: ConnectionAdminDeps): ConnectionAdmin {
  const { connections, modules, publicUrl } = deps;
  const forms = new Map(modules.map(({ name, settings }) => [name, settingsFormOf(settings)]));
  const view = createConnectionView({ ...deps, standingOf: deps.standings.of });
  const parts: Parts = {
    ...deps,
    find(idOrName) {
      const connection = connections.get(idOrName) ?? connections.byName(idOrName);
      if (connection === undefined) throw new Refusal('not_found', 'There is no such connection');
      return connection;
    },
    formOf(crm) {
      const form = forms.get(crm);
      if (form === undefined) throw new Refusal('not_found', `There is no connector "${crm}"`);
      return form;
    },
    async detail({ id }) {
      const connection = parts.find(id);
      const shown = parts.formOf(connection.crm).shown(connections.settingsOf(id));
      return { ...(await view(connection)), ...shown };
    },
    goOn({ id }) {
      deps.engine.wake();
      void deps.mirror.refresh(id);
      deps.checks.see(id);
    },
    async resume(connection) {
      await deps.engine.resume(connection.id);
      parts.goOn(connection);
    },
  };
  return {
    connectors: () => modules.map((module) => toConnector(module, parts.formOf(module.name), publicUrl())),
    list: () => Promise.all(connections.list().map(view)),
    get: (idOrName) => parts.detail(parts.find(idOrName)),
    ...edits(parts),
    ...actions(parts),
    ...createConsent(parts),
  };
}

interface Parts extends ConnectionAdminDeps {
  find(idOrName: string): Connection;
  formOf(crm: string): SettingsForm;
  detail(connection: Connection): Promise<ApiConnectionDetail>;
  /** What waits for a connection goes on at once, its contacts are fetched, and it is set up if it is not yet. */
  goOn(connection: Connection): void;
  /** Ends a pause or a suspension. */
  resume(connection: Connection): Promise<void>;
}

function edits(parts: Parts): Pick<ConnectionAdmin, 'create' | 'update' | 'removal' | 'remove'> {
  const { connections, formOf, detail, goOn } = parts;
  const changeable = (idOrName: string): Connection => {
    const connection = parts.find(idOrName);
    if (!connection.provisioned) return connection;
    throw new Refusal('read_only', `${connection.name} comes from a file: change it there`);
  };
  return {
    async create(draft) {
      const taken = connections.byName(draft.name) !== undefined;
      const faults = [{ field: 'name', message: 'This name is in use' }];
      if (taken) throw new Refusal('conflict', `There is a connection named ${draft.name} already`, faults);
      const created = await connections.upsert({ ...draft, provisioned: false });
      goOn(created);
      return detail(created);
    },
    async update(idOrName, { settings }) {
      const { id, name, crm, rules } = changeable(idOrName);
      const before = connections.settingsOf(id);
      const whole = formOf(crm).completed(settings, before);
      refuseToSendElsewhere(formOf(crm), settings, before);
      const changed = await connections.upsert({ name, crm, settings: whole, rules, provisioned: false });
      goOn(changed);
      return detail(changed);
    },
    removal: async (idOrName) => ({ lost: await whatIsLost(parts, parts.find(idOrName)) }),
    async remove(idOrName) {
      const connection = changeable(idOrName);
      const lost = await whatIsLost(parts, connection);
      await removeConnection(parts, connection);
      return { lost };
    },
  };
}

/** A kept secret was entered for one host: whoever names another has to know the secret, too. */
function refuseToSendElsewhere(form: SettingsForm, given: unknown, before: unknown): void {
  if (!form.moved(given, before)) return;
  const message =
    'The address has changed: enter this anew, as the one that is kept was meant for the old address';
  const faults = form.kept(given, before).map((secret) => ({ field: `settings.${secret}`, message }));
  if (faults.length > 0) throw new Refusal('invalid', 'Enter the secrets for the new address', faults);
}

type Actions = Pick<ConnectionAdmin, 'check' | 'pause' | 'resume' | 'users' | 'restartMirror'>;

function actions({ connections, checks, mirror, find, detail, resume }: Parts): Actions {
  const users = new LRUCache<string, ApiCrmUsers>({ max: 100, ttl: usersKnownMs });
  return {
    async check(idOrName) {
      const connection = find(idOrName);
      const { result, at } = await checks.check(connection);
      // Whoever mended the account in the CRM need not say so here a second time.
      if (result.error === null && connection.status === 'suspended') await resume(connection);
      return toCheck(result, at);
    },
    async pause(idOrName, reason) {
      const connection = find(idOrName);
      await connections.pause(connection.id, reason === '' ? 'Paused by an admin' : reason);
      return detail(connection);
    },
    async resume(idOrName) {
      const connection = find(idOrName);
      await resume(connection);
      return detail(connection);
    },
    async users(idOrName) {
      const connection = find(idOrName);
      const known = users.get(connection.id) ?? (await usersOf(connection));
      users.set(connection.id, known);
      return known;
    },
    async restartMirror(idOrName) {
      const { id, name, connector } = find(idOrName);
      if (connector.contactChanges === undefined)
        throw new Refusal('invalid', `The contacts of ${name} are not mirrored`);
      await mirror.restart(id);
    },
  };
}

function usersOf({ connector }: Connection): Promise<ApiCrmUsers> {
  return withDeadline({ ms: usersMs, missed: 'unavailable' }, async (x) => {
    const items: CrmUser[] = [];
    for await (const user of connector.listUsers(x)) {
      if (items.length === mostUsers) return { items, truncated: true };
      items.push(user);
    }
    return { items, truncated: false };
  });
}
