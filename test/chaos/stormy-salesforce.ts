import { createSalesforce } from '../../connectors/salesforce/connector.ts';
import type { Effect } from '../fakes/salesforce/faults.ts';
import type { Row, Value } from '../fakes/salesforce/org.ts';
import { customFields, field, keyField } from '../fakes/salesforce/schema.ts';
import { startFakeSalesforce } from '../fakes/salesforce/server.ts';
import { connectorDeps, type CallInCrm, type StormyCrm, type Woe } from './stormy-crm.ts';

const effects: Record<Woe, Effect> = {
  expire: 'expire',
  forbidden: 'forbidden',
  rate_limited: 'too_many',
  retry_after: 'too_many_retry_after',
  quota: 'request_limit',
  unavailable: 'unavailable',
  gateway: 'gateway',
  nonsense: 'nonsense',
  partial: 'lock_rows',
  cut_before: 'cut_before_write',
  cut_after: 'cut_after_write',
  hang_before: 'hang',
  hang_after: 'hang_after_write',
  slow: 'slow',
};

const noTokens = { get: () => Promise.resolve(null), set: () => Promise.resolve() };
const longAgo = Date.UTC(2026, 0);
const started = field('Started_At__c', { type: 'datetime' });

/** An org that keeps keys unique by itself (`unique`), or leaves that to whoever writes. */
export async function startStormySalesforce({ unique }: { unique: boolean }): Promise<StormyCrm> {
  const taskFields = [...customFields, started].filter((one) => unique || one.name !== keyField.name);
  const fake = await startFakeSalesforce({ taskFields, apiLimit: 10_000_000 });
  fake.slowMs = 40;
  const { org } = fake;
  const owners = ['Eva', 'Jan', 'Ota', 'Iva'].map((Name) =>
    org.put('User', { Name, IsActive: true, UserType: 'Standard', TimeZoneSidKey: 'Europe/Prague' }),
  );
  const person = { LastName: 'Novák', Name: 'Novák' };
  const put = (type: string, object: string, phone: string, row: Row) => ({
    type,
    // The mirror leaves the last minute to its next run.
    id: org.put(object, { ...row, Phone: phone }, longAgo),
    phone,
  });
  const records = [
    put('contact', 'Contact', '+420591166223', person),
    put('lead', 'Lead', '+420602123456', { ...person, Company: 'Novák s.r.o.', IsConverted: false }),
    put('account', 'Account', '+420777000333', { Name: 'Malá s.r.o.' }),
  ];
  const { clientId, clientSecret } = fake.oauth.app;
  const settings = {
    host: fake.url,
    auth: { method: 'client_credentials', clientId, clientSecret },
    defaultCountry: 'CZ',
    fields: { leadId: 'Lead_Id__c', tags: 'Tags__c', recorded: 'Recorded__c', startedAt: started.name },
  };
  return {
    name: 'salesforce',
    settings,
    open(send) {
      const salesforce = createSalesforce();
      return salesforce.open(salesforce.settings.parse(settings), {
        ...connectorDeps(send),
        tokens: noTokens,
      });
    },
    logBatch: 200,
    owners,
    records,
    weather(next) {
      fake.faults.weather(
        next === null
          ? null
          : (kind) => {
              const woe = kind === 'token' ? null : next();
              return woe === null ? null : effects[woe];
            },
      );
    },
    calls: () => org.rows('Task').map((task) => asCall(task, unique ? keyField.name : 'CallObject')),
    people: {
      with: (phone) =>
        ['Contact', 'Lead'].flatMap((object) =>
          org.rows(object).flatMap(({ Id, Phone }) => (Phone === phone ? [text(Id)] : [])),
        ),
      asked: () =>
        fake.requests.filter(
          ({ method, path }) => method === 'POST' && /^\/sobjects\/(Contact|Lead)$/.test(path),
        ).length,
      fail: (woe) => fake.faults.add(effects[woe], ['write']),
    },
    down: () => fake.down(),
    up: () => fake.up(),
    trust(is) {
      fake.oauth.app.clientSecret = is ? clientSecret : 'another secret';
      if (!is) fake.oauth.revoke();
    },
    reconnect: () => Promise.resolve(),
    ownerOfNobodys: org.apiUser,
    close: () => fake.close(),
  };
}

function asCall(task: Row, key: string): CallInCrm {
  const { OwnerId, WhoId, WhatId, CallDurationInSeconds, Lead_Id__c, Tags__c, Recorded__c } = task;
  return {
    key: text(task[key]),
    owner: text(OwnerId),
    links: [WhoId, WhatId].flatMap((id) => (typeof id === 'string' ? [id] : [])),
    startedAt: text(task[started.name]),
    talkSeconds: Number(CallDurationInSeconds),
    leadId: Lead_Id__c === null ? null : text(Lead_Id__c),
    tags: Tags__c === null ? [] : text(Tags__c).split(', '),
    recorded: Recorded__c === true,
  };
}

const text = (value: Value | undefined): string => String(value);
