import { objectNames, type FakeAccount, type LinkedObject, type ObjectName } from './account.ts';
import { associate, dissociate } from './associations.ts';
import { batchCreate, batchRead, batchUpdate, batchUpsert } from './batch.ts';
import { createProperty, listLabels, listOwners } from './definitions.ts';
import { create, list, newRecord, read, shown, update } from './records.ts';
import { ok, refusal, type Reply } from './reply.ts';
import { search } from './search.ts';

type ObjectAction =
  | 'search'
  | 'create'
  | 'batch.create'
  | 'batch.upsert'
  | 'batch.update'
  | 'batch.read'
  | 'read'
  | 'update'
  | 'list';

export type RouteName =
  | 'account'
  | 'usage'
  | 'owners'
  | 'dispositions'
  | 'labels'
  | 'properties'
  | 'property.create'
  | 'associations'
  | `${ObjectName}.${ObjectAction}`;

export interface Asked {
  account: FakeAccount;
  query: URLSearchParams;
  body: unknown;
  /** Requests of today, for the usage page. */
  used: number;
  daily: number;
  fails(index: number): boolean;
}

export interface Route {
  name: RouteName;
  method: string;
  path: RegExp;
  /** `captured`: what the groups of `path` matched. */
  answer(asked: Asked, captured: readonly string[]): Reply;
}

const version = '2026-03';
const at = (path: string): RegExp => new RegExp(`^${path.replaceAll('{v}', version)}$`);

const ofAccount: Route[] = [
  {
    name: 'account',
    method: 'GET',
    path: at('/account-info/{v}/details'),
    answer: ({ account: { portalId, timeZone } }) =>
      ok({ portalId: Number(portalId), accountType: 'STANDARD', timeZone, uiDomain: 'app.hubspot.com' }),
  },
  {
    name: 'usage',
    method: 'GET',
    path: at('/account-info/{v}/api-usage/daily/private-apps'),
    answer: ({ used, daily }) =>
      ok({ results: [{ name: 'private-apps-api-calls-daily', currentUsage: used, usageLimit: daily }] }),
  },
  {
    name: 'owners',
    method: 'GET',
    path: at('/crm/owners/{v}'),
    answer: ({ account, query }) => listOwners(account, query),
  },
  {
    name: 'dispositions',
    method: 'GET',
    path: at('/calling/v1/dispositions'),
    answer: ({ account }) => ok(account.dispositions),
  },
];

type Answer = Route['answer'];

function ofObject(object: ObjectName): Route[] {
  const base = `/crm/objects/{v}/${object}`;
  const route = (action: ObjectAction, method: string, path: string, answer: Answer): Route => ({
    name: `${object}.${action}`,
    method,
    path: at(base + path),
    answer,
  });
  return [
    route('search', 'POST', '/search', ({ account, body }) => search(account, object, body)),
    route('batch.create', 'POST', '/batch/create', ({ account, body, fails }) =>
      batchCreate(account, object, body, fails),
    ),
    route('batch.upsert', 'POST', '/batch/upsert', ({ account, body }) => batchUpsert(account, object, body)),
    route('batch.update', 'POST', '/batch/update', ({ account, body }) => batchUpdate(account, object, body)),
    route('batch.read', 'POST', '/batch/read', ({ account, body }) => batchRead(account, object, body)),
    route('list', 'GET', '', ({ account, query }) => list(account, object, query)),
    route('create', 'POST', '', ({ account, body }) => createOne(account, object, body)),
    route('read', 'GET', '/(\\d+)', ({ account, query }, [id = '']) => read(account, object, id, query)),
    route('update', 'PATCH', '/(\\d+)', ({ account, body }, [id = '']) => update(account, object, id, body)),
    {
      name: 'properties',
      method: 'GET',
      path: at(`/crm/properties/{v}/${object}`),
      answer: ({ account }) => ok({ results: account.properties[object] }),
    },
    {
      name: 'property.create',
      method: 'POST',
      path: at(`/crm/properties/{v}/${object}`),
      answer: ({ account, body }) => createProperty(account, object, body),
    },
  ];
}

function createOne(account: FakeAccount, object: ObjectName, body: unknown): Reply {
  const asked = newRecord.safeParse(body);
  if (!asked.success)
    return refusal({ status: 400, category: 'VALIDATION_ERROR', message: asked.error.message });
  const made = create(account, object, asked.data);
  if ('problem' in made) return refusal(made.problem);
  return ok(shown(made.record, Object.keys(asked.data.properties)), 201);
}

function ofLink(object: LinkedObject): Route[] {
  const base = '/crm/objects/{v}/calls/(\\d+)/associations';
  return [
    {
      name: 'labels',
      method: 'GET',
      path: at(`/crm/associations/{v}/calls/${object}/labels`),
      answer: ({ account }) => listLabels(account, object),
    },
    {
      name: 'associations',
      method: 'PUT',
      path: at(`${base}/default/${object}/(\\d+)`),
      answer: ({ account }, [callId = '', toId = '']) => associate(account, callId, object, toId),
    },
    {
      name: 'associations',
      method: 'DELETE',
      path: at(`${base}/${object}/(\\d+)`),
      answer: ({ account }, [callId = '', toId = '']) => dissociate(account, callId, object, toId),
    },
  ];
}

export const routes: readonly Route[] = [
  ...ofAccount,
  ...objectNames.flatMap(ofObject),
  ...ofLink('contacts'),
  ...ofLink('companies'),
];
