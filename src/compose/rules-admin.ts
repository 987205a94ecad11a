import { planActivities, type Planned } from '../activity/plan.ts';
import { planInput } from '../activity/planner.ts';
import type { PlanInput } from '../activity/plan-input.ts';
import type { ApiRules, RulesPreview } from '../api/rules.ts';
import { latestSettled } from '../calls/queries.ts';
import type { Connection } from '../crm/connection.ts';
import type { Connections } from '../crm/connections.ts';
import { placeholders } from '../crm/placeholders.ts';
import { rulesFaults, type ConnectionRules } from '../crm/rules.ts';
import type { StoredCall } from '../model/call.ts';
import type { Match, RecordRef } from '../model/contact.ts';
import type { Services } from '../http/services.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Db } from '../store/database.ts';
import type { Pipeline } from './pipeline.ts';

export interface RulesAdminDeps {
  db: Db;
  connections: Pick<Connections, 'get' | 'byName' | 'settingsOf' | 'upsert'>;
  planner: Pipeline['planner'];
}

/**
 * What admins do with rules. Saved ones are for calls that settle from now on; the preview tells what a draft would make of
 * the latest settled calls as those are known, writes nothing and asks no CRM.
 */
export function createRulesAdmin({ db, connections, planner }: RulesAdminDeps): Services['rules'] {
  const find = (idOrName: string): Connection => {
    const connection = connections.get(idOrName) ?? connections.byName(idOrName);
    if (connection === undefined) throw new Refusal('not_found', 'There is no such connection');
    return connection;
  };
  return {
    get: (idOrName) => toApi(find(idOrName)),
    async save(idOrName, rules) {
      const { id, name, crm, provisioned, capabilities } = find(idOrName);
      if (provisioned) throw new Refusal('read_only', `${name} comes from a file: change its rules there`);
      assertFit(rules, capabilities);
      const settings = connections.settingsOf(id);
      return toApi(await connections.upsert({ name, crm, settings, rules, provisioned: false }));
    },
    async preview(idOrName, rules, limit) {
      const { id, name, connector, capabilities } = find(idOrName);
      assertFit(rules, capabilities);
      const draft = { id, name, rules, findsById: connector.findById !== undefined };
      const calls = await latestSettled(db, limit);
      return { items: calls.map((call) => previewOf(planInput(planner, call, draft))) };
    },
  };
}

function assertFit(rules: ConnectionRules, capabilities: Connection['capabilities']): void {
  const faults = rulesFaults(rules, capabilities);
  if (faults.length > 0) throw new Refusal('invalid', 'This CRM cannot do what the rules ask', faults);
}

function toApi({ rules, provisioned, capabilities: { createsPeople } }: Connection): ApiRules {
  return { rules, provisioned, createsPeople, placeholders: [...placeholders] };
}

function previewOf(input: PlanInput): RulesPreview['items'][number] {
  const { call, source } = input;
  const { name, e164, number } = call.customer;
  return {
    callId: call.id,
    startedAt: new Date(call.startedAt).toISOString(),
    source,
    queue: call.queue,
    direction: call.direction,
    outcome: call.outcome,
    customer: { name, number: e164 ?? number },
    rows: planActivities(input).map((planned) => toRow(call, planned)),
  };
}

type Row = RulesPreview['items'][number]['rows'][number];

function toRow(call: StoredCall, planned: Planned): Row {
  const { slot, payload } = planned;
  const { agent, ownerId, link, subject, body } = payload;
  const about = {
    slot,
    agent: agent?.name ?? null,
    ownerId,
    link: link === null ? null : named(link, call.matches),
    subject,
    body,
  };
  if (planned.status === 'skipped')
    return { ...about, status: 'skipped', reason: planned.reason, creates: null, asks: false };
  const person = planned.wanted?.person ?? null;
  const creates = person === null ? null : { type: person.type, name: person.name };
  return { ...about, status: 'logged', reason: null, creates, asks: planned.notBefore !== null };
}

function named(link: RecordRef, matches: readonly Match[]): NonNullable<Row['link']> {
  const match = matches.find(({ type, id }) => type === link.type && id === link.id);
  return { ...link, name: match?.name ?? null, url: match?.url ?? null };
}
