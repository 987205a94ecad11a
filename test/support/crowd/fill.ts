import type { Db } from '../../../src/store/database.ts';
import type { NewRow, Schema } from '../../../src/store/schema.ts';
import { copyCall, phoneOf, type CallCopy, type Fate } from './copy.ts';
import { at, nameOf } from './names.ts';
import type { Template, TemplateCall } from './template.ts';

/** How much of everything. */
export interface Amounts {
  agents: number;
  /** Settled calls; each rings at a phone of its own that is nobody's, and has an activity in every connection. */
  calls: number;
  /** Calls under way. */
  live: number;
  contacts: number;
  /** Journal entries that were rejected or not recognised. */
  trouble: number;
  audit: number;
  apiKeys: number;
  people: number;
}

export const tenThousand: Amounts = {
  ...{ agents: 10_000, calls: 10_000, live: 300, contacts: 10_000, trouble: 4_000 },
  ...{ audit: 10_000, apiKeys: 500, people: 10_000 },
};

/** What becomes of calls in a connection, by its name; those that are not named take everything. */
export const fates: Readonly<Record<string, Fate>> = {
  later: { status: 'waiting', reason: null, due_at: 1 },
  quiet: { status: 'skipped', reason: 'unknown_caller', due_at: null },
  strict: { status: 'dead', reason: 'rejected', due_at: null },
};
const logged: Fate = { status: 'logged', reason: null, due_at: null };

const minute = 60_000;

/** Adds them to a database in which the template's sources and connections are. The service must not run. */
export async function fill(db: Db, template: Template, amounts: Amounts): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const now = Date.now();
    const sourceId = template.sources[0]?.id ?? '';
    await insert(trx, 'agents', amounts.agents, (n) => agentRow(n, now));
    await insert(trx, 'agent_identities', amounts.agents, (n) => ({
      ...{ agent_id: agentId(n), source_id: sourceId, user_id: `u${String(n)}` },
      ...{ extension: String(100_000 + n), device_id: null },
    }));
    await insert(trx, 'presence', amounts.agents, (n) => presenceRow(n, sourceId, now));
    await fillCalls(trx, template, amounts, now);
    await fillBook(trx, amounts.contacts, now);
    await insert(trx, 'journal', amounts.trouble, (n) => troubleRow(n, sourceId, now));
    await insert(trx, 'audit', amounts.audit, (n) => auditRow(n, now));
    await insert(trx, 'api_keys', amounts.apiKeys, (n) => ({
      ...{ id: `crowd-key-${String(n)}`, name: nameOf(n), role: at(['agent', 'supervisor', 'admin'], n) },
      ...{ key_hash: `crowd-${String(n)}`, provisioned: 0, created_at: now - n * minute },
      ...{ expires_at: n % 3 === 0 ? now + n * minute : null, used_at: n % 2 === 0 ? now - n : null },
    }));
    await insert(trx, 'people', amounts.people, (n) => ({
      ...{ id: `crowd-person-${String(n)}`, email: `agent${String(n)}@example.com`, name: nameOf(n) },
      ...{
        role: at(['agent', 'agent', 'supervisor'], n),
        password_hash: null,
        provisioned: 0,
        created_at: now,
      },
    }));
  });
}

const agentId = (n: number): string => `crowd-agent-${String(n)}`;

const agentRow = (n: number, now: number): NewRow<'agents'> => ({
  ...{ id: agentId(n), name: nameOf(n), email: `agent${String(n)}@example.com`, provisioned: 0 },
  created_at: now,
});

const presenceRow = (n: number, sourceId: string, now: number): NewRow<'presence'> => ({
  ...{ source_id: sourceId, user_key: `u${String(n)}`, user_id: `u${String(n)}` },
  ...{ extension: String(100_000 + n), device_id: null, logged_in: n % 5 === 0 ? 0 : 1 },
  ...{ state: at(['available', 'pause', 'available'], n), paused_reason: n % 3 === 1 ? 'lunch' : null },
  ...{ queues_json: JSON.stringify([at(['helpdesk', 'sales', 'billing'], n)]), changed_at: now - n * 1_000 },
});

async function fillCalls(trx: Db, template: Template, amounts: Amounts, now: number): Promise<void> {
  const copied = (n: number, of: TemplateCall, laterMs: number): CallCopy =>
    copyCall(of, {
      ...{ n, laterMs, workerId: template.workerId, agentId: agentId(n % amounts.agents) },
      fateOf: (id) => fates[template.connections.find((one) => one.id === id)?.name ?? ''] ?? logged,
    });
  const total = amounts.calls + amounts.live;
  for (let from = 0; from < total; from += 500) {
    const ns = Array.from({ length: Math.min(500, total - from) }, (_, offset) => from + offset);
    const copies = ns.map((n) => {
      if (n < amounts.calls) return copied(n, at(template.ended, n), -(n + 1) * minute);
      const of = at(template.live, n);
      return copied(n, of, now - of.call.started_at - (n - amounts.calls) * 1_000);
    });
    await insertAll(
      trx,
      'journal',
      copies.flatMap(({ journal }) => journal),
    );
    await insertAll(
      trx,
      'calls',
      copies.map(({ call }) => call),
    );
    await insertAll(
      trx,
      'legs',
      copies.flatMap(({ legs }) => legs),
    );
    await insertAll(
      trx,
      'activities',
      copies.flatMap(({ activities }) => activities),
    );
  }
  await insert(trx, 'activity_attempts', amounts.calls, (n) => ({
    ...{ activity_id: `crowd${String(n).padStart(6, '0')}-${strictPart(template)}`, at: now - n * minute },
    ...{
      code: 'rejected',
      message: `REQUIRED_FIELD_MISSING: Required fields are missing: [Region__c] ${nameOf(n)}`,
    },
  }));
  await trx
    .updateTable('calls')
    .set(({ selectFrom }) => ({
      folded_to: selectFrom('journal')
        .select(({ fn, lit }) => fn.coalesce(fn.max('journal.id'), lit(0)).as('newest'))
        .whereRef('journal.call_id', '=', 'calls.id'),
    }))
    .where('id', 'like', 'crowd%')
    .execute();
}

const strictPart = ({ connections }: Template): string =>
  connections.find(({ name }) => name === 'strict')?.id.slice(0, 8) ?? '';

async function fillBook(trx: Db, count: number, now: number): Promise<void> {
  const { version } = await trx
    .selectFrom('directory_contacts')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirstOrThrow();
  await insert(trx, 'directory_contacts', count, (n) => ({
    ...{ id: `contact-${String(n)}`, connection: 'contacts', name: nameOf(n + 20_000) },
    ...{ company: `${nameOf(n + 40_000)} Ltd`, deleted: 0, origin: 'person', changed_at: now },
    version: version + n + 1,
  }));
  await insert(trx, 'directory_phones', count, (n) => ({
    ...{ contact_id: `contact-${String(n)}`, number: phoneOf(n), e164: phoneOf(n), label: 'Phone' },
  }));
}

const troubleRow = (n: number, sourceId: string, now: number): NewRow<'journal'> => ({
  ...{
    source_id: sourceId,
    received_at: now,
    call_id: null,
    identity: null,
    bytes_hash: null,
    agent_id: null,
  },
  ...{ event_json: null, method: 'GET' },
  ...(n % 2 === 0
    ? {
        status: 'rejected',
        name: 'start_int_dial',
        faults_json: '[{"field":"call_id","message":"is missing"}]',
      }
    : { status: 'unrecognised', name: `event_${String(n)}`, faults_json: null }),
  raw: `{"caller_name":${JSON.stringify(nameOf(n * 7))},"n":"${String(n)}"}`,
});

const auditRow = (n: number, now: number): NewRow<'audit'> => ({
  ...{
    at: now - (10_000 - n) * minute,
    actor_kind: at(['person', 'key', 'files'], n),
    actor: nameOf(n % 40),
  },
  ...{ actor_id: null, address: '192.0.2.7', area: at(['people', 'agents', 'connections', 'sources'], n) },
  ...{ action: 'PUT /api/admin/agents/:id', summary: 'Change an agent', subject: nameOf(n) },
  ...{ before_json: '{"name":"before"}', after_json: JSON.stringify({ name: nameOf(n) }) },
});

async function insert<T extends keyof Schema>(
  trx: Db,
  table: T,
  count: number,
  row: (n: number) => NewRow<T>,
): Promise<void> {
  await insertAll(
    trx,
    table,
    Array.from({ length: count }, (_, n) => row(n)),
  );
}

/** Rows of one statement: databases bound how many values one may have. */
const rowsAtOnce = 250;

async function insertAll<T extends keyof Schema>(
  trx: Db,
  table: T,
  rows: readonly NewRow<T>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await trx
      .insertInto(table)
      .values(rows.slice(from, from + rowsAtOnce))
      .execute();
  }
}
