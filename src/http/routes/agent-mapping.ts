import {
  agentBatchShape,
  batchDoneShape,
  importBody,
  importShape,
  mappingShape,
  type AgentBatch as ApiBatch,
  type BatchDone,
} from '../../api/mapping.ts';
import type { AgentBatch } from '../../agents/batch.ts';
import { planImport } from '../../agents/import.ts';
import { toDraft, toNamed, type NamedAgent, type Names } from '../../agents/naming.ts';
import { readSheet, writeSheet } from '../../agents/spreadsheet.ts';
import { Refusal } from '../../platform/refusal.ts';
import { mappingOf, type ConnectionUsers } from '../queries/mapping.ts';
import { unmappedPhones } from '../queries/unmapped.ts';
import { answered, defineRoute, type Route } from '../route.ts';
import type { RoutesDeps } from './deps.ts';

type Deps = Pick<RoutesDeps, 'db' | 'agents' | 'sources' | 'connections' | 'connectionAdmin'>;

/** Phones that can be given to somebody at once: as many as have a suggestion. */
const mostPhones = 10_000;

/** Bytes: a table of some ten thousand agents, and the batch that takes it back. */
const tableLimit = 8_000_000;

/** Who is who: suggestions, many changes at once, and tables in and out. */
export function agentMappingRoutes(deps: Deps): Route[] {
  const { agents, sources, connections } = deps;
  const names = (): Names => ({ sources: sources.list(), connections: connections.list() });
  const apply = async (batch: ApiBatch): Promise<BatchDone> =>
    batchDone(await agents.batch(toBatch(batch, names())), names());
  return [
    mappingRoute(deps),
    defineRoute({
      method: 'post',
      path: '/api/admin/agents/batch',
      role: 'admin',
      summary: 'Put and remove many agents, all or none; answers with the batch that takes it back',
      body: agentBatchShape,
      bodyLimit: tableLimit,
      answer: batchDoneShape,
      handle: ({ body }) => apply(body),
    }),
    defineRoute({
      method: 'get',
      path: '/api/admin/agents/export',
      role: 'admin',
      summary: 'All agents as CSV, a row for each phone; `import` takes the same',
      status: 200,
      handle({ res }) {
        const table = writeSheet(agents.list().map((agent) => toNamed(agent, names())));
        res.set('Content-Disposition', 'attachment; filename="agents.csv"');
        res.set('Cache-Control', 'no-store').type('text/csv').send(table);
        return answered;
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/admin/agents/import',
      role: 'admin',
      summary: 'Read agents from CSV: what becomes of each row, and with `apply` the change itself',
      body: importBody,
      bodyLimit: tableLimit,
      answer: importShape,
      changed: ({ done }) => done !== null,
      async handle({ body }) {
        const existing = agents
          .list()
          .map((agent) => ({ ...toNamed(agent, names()), provisioned: agent.provisioned }));
        const { fates, put } = planImport(readSheet(body.csv), existing, names());
        const done = body.apply && put.length > 0 ? await apply({ put: put.map(asBody), remove: [] }) : null;
        return { rows: fates, done };
      },
    }),
  ];
}

function mappingRoute(deps: Deps): Route {
  const { db, agents, sources } = deps;
  return defineRoute({
    method: 'get',
    path: '/api/admin/mapping',
    role: 'admin',
    summary: 'Phones that are nobody’s and agents without a CRM user, each with who it may be and why',
    answer: mappingShape,
    async handle() {
      const sourceName = (id: string): string | null => sources.get(id)?.name ?? null;
      const [phones, users] = await Promise.all([
        unmappedPhones({ db, sourceName, resolve: agents.resolve, most: mostPhones }),
        allCrmUsers(deps),
      ]);
      return mappingOf(phones, agents.list(), users, (id) => sourceName(id) ?? 'a source that is gone');
    },
  });
}

/** Every connection's users, each with its own fault: one CRM that is down hides none of the others. */
function allCrmUsers({ connections, connectionAdmin }: Deps): Promise<ConnectionUsers[]> {
  return Promise.all(
    connections.list().map(async ({ id, name }) => {
      const connection = { id, name };
      try {
        const { items } = await connectionAdmin.users(id);
        return { connection, users: items, fault: null };
      } catch (error) {
        const fault = error instanceof Error ? error.message : 'The CRM did not answer';
        return { connection, users: [], fault };
      }
    }),
  );
}

/** Names to ids for all of them, with every fault at its place: `put[3].crm[0].connection`. */
function toBatch({ put, remove }: ApiBatch, names: Names): AgentBatch {
  const faults: { field: string; message: string }[] = [];
  const drafts = put.flatMap((agent, at) => {
    try {
      return [toDraft(agent, names)];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      faults.push(...error.faults.map(({ field, message }) => ({ field: `put[${at}].${field}`, message })));
      return [];
    }
  });
  if (faults.length > 0) throw new Refusal('invalid', 'Some agents cannot be saved like this', faults);
  return { put: drafts, remove };
}

function batchDone(
  plan: { added: number; changed: number; remove: readonly string[]; undo: AgentBatch },
  names: Names,
): BatchDone {
  const put = plan.undo.put.map((draft) => asBody(toNamed(draft, names)));
  const undo = { put, remove: [...plan.undo.remove] };
  return { added: plan.added, changed: plan.changed, removed: plan.remove.length, undo };
}

function asBody({ name, email, pbx, crm }: NamedAgent): ApiBatch['put'][number] {
  return { name, email, pbx: [...pbx], crm: [...crm] };
}
