import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Ctx } from '../../src/crm/contract.ts';
import { describeAnswer, type Fields } from './field-shape.ts';
import { isRecordId } from './ids.ts';
import { queryPath, quoted, rowsOf } from './query.ts';
import { remember } from './remember.ts';
import type { Ask } from './request.ts';
import type { SalesforceSettings } from './settings.ts';

export interface Organization {
  name: string;
  isSandbox: boolean;
  /** IANA. */
  timeZone: string;
}

/** How the org keeps a repeated call from making a second Task. */
export interface KeyField {
  name: string;
  /** find_first: the field says which call it is, but the org does not see to it that there is only one. */
  idempotency: 'unique_key' | 'find_first';
}

/** What is known of the org, for hours, so that a call costs no questions about it. */
export interface Org {
  organization(x: Ctx): Promise<Organization>;
  /** Task's fields, those that Ringside's user may see. */
  taskFields(x: Ctx): Promise<Fields>;
  /** IANA time zones of these users, where they are known. */
  timeZones(userIds: readonly string[], x: Ctx): Promise<(userId: string | null) => string>;
  /** After an admin changed something. */
  forget(): void;
}

const knownMs = 6 * 60 * 60_000;
const mostUsers = 10_000;
/** The name that the README tells admins to give it. */
const usualKeyField = 'Ringside_Key__c';
/** Holds the key where no custom field does: 255 characters, filterable, and nobody else's ("Task", CallObject). */
const lastResort = 'CallObject';

/** Sandboxes answer with true, and so do scratch orgs. */
const organizationRow = z.object({
  Name: z.string(),
  IsSandbox: z.boolean(),
  TimeZoneSidKey: z.string().catch(''),
});
// A zone is good to have; a call without one is logged all the same.
const zoneRow = z.object({ Id: z.string(), TimeZoneSidKey: z.string().catch('') });

export function createOrg(ask: Ask, clock: () => number): Org {
  const organization = remember((x: Ctx) => askOrganization(ask, x), knownMs, clock);
  const task = remember((x: Ctx) => describe(ask, 'Task', x), knownMs, clock);
  const zones = new LRUCache<string, string>({ max: mostUsers, ttl: knownMs, perf: { now: clock } });
  return {
    organization: (x) => organization.get(x),
    taskFields: (x) => task.get(x),
    async timeZones(userIds, x) {
      const { timeZone } = await organization.get(x);
      const unknown = [...new Set(userIds)].filter((id) => isRecordId(id) && !zones.has(id));
      if (unknown.length > 0) {
        for (const [id, zone] of await askTimeZones(ask, unknown, x)) zones.set(id, zone);
        // Queues and people who are gone have none: not to be asked about again.
        for (const id of unknown) if (!zones.has(id)) zones.set(id, timeZone);
      }
      return (userId) => (userId === null ? timeZone : (zones.get(userId) ?? timeZone));
    },
    forget() {
      organization.forget();
      task.forget();
      zones.clear();
    },
  };
}

export function describe(ask: Ask, object: string, x: Ctx): Promise<Fields> {
  return ask({ path: `/sobjects/${object}/describe`, guard: describeAnswer }, x);
}

async function askOrganization(ask: Ask, x: Ctx): Promise<Organization> {
  const soql = 'SELECT Name, IsSandbox, TimeZoneSidKey FROM Organization LIMIT 1';
  const [row] = await ask({ path: queryPath(soql), guard: rowsOf(organizationRow) }, x);
  return {
    name: row?.Name ?? '',
    isSandbox: row?.IsSandbox ?? false,
    timeZone: knownZone(row?.TimeZoneSidKey ?? '') ?? 'UTC',
  };
}

async function askTimeZones(ask: Ask, ids: readonly string[], x: Ctx): Promise<[string, string][]> {
  const soql = `SELECT Id, TimeZoneSidKey FROM User WHERE Id IN (${ids.map(quoted).join(', ')})`;
  const rows = await ask({ path: queryPath(soql), guard: rowsOf(zoneRow) }, x);
  // Answers have 18 characters, whatever was asked for.
  return rows.flatMap(({ Id, TimeZoneSidKey }) => {
    const zone = knownZone(TimeZoneSidKey);
    return zone === null
      ? []
      : ids.filter((id) => Id.startsWith(id)).map((id): [string, string] => [id, zone]);
  });
}

/** Null: Node does not know this zone. */
function knownZone(zone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** The ladder: a field the org keeps unique by upsert; else a field of ours; else one that every Task has. */
export function keyFieldOf({ keyField }: Pick<SalesforceSettings, 'keyField'>, task: Fields): KeyField {
  const name = keyField ?? usualKeyField;
  const shape = task.get(name);
  const mayHold = shape?.createable === true && shape.updateable;
  if (mayHold && shape.externalId) return { name, idempotency: 'unique_key' };
  return { name: mayHold && shape.filterable ? name : lastResort, idempotency: 'find_first' };
}
