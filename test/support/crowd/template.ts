import type { Db } from '../../../src/store/database.ts';
import type { Row } from '../../../src/store/schema.ts';
import {
  answer,
  end,
  enterQueue,
  hangUp,
  incoming,
  leaveQueue,
  ring,
} from '../../../src/demo/scenarios/linuxbox-notices.ts';
import { aCast } from '../cast.ts';
import { anOffice, type Provision } from '../office.ts';
import type { TestService } from '../service.ts';

/** Whoever takes part in the calls that are copied. Each word stands for something else in each copy. */
export const marks = {
  agentId: 'template-agent-id',
  worker: { userId: 'template-worker', extension: '970001', name: 'TemplateWorker' },
  stray: { userId: 'template-stray', extension: '970002', name: 'TemplateStray' },
  email: 'template-worker@example.com',
  caller: {
    id: 'template-contact',
    name: 'TemplateCaller',
    company: 'TemplateCompany',
    phone: '+420601999999',
  },
} as const;

/** A call that a real service took and settled, with all it left behind. */
export interface TemplateCall {
  call: Row<'calls'>;
  legs: readonly Row<'legs'>[];
  journal: readonly Row<'journal'>[];
  /** The first of each connection. */
  activities: readonly Row<'activities'>[];
}

export interface Template {
  workerId: string;
  sources: readonly Row<'sources'>[];
  connections: readonly Row<'connections'>[];
  /** Over and settled. */
  ended: readonly TemplateCall[];
  /** Ringing or talking. */
  live: readonly TemplateCall[];
}

/** An office in which the template calls can be played; connections beside the first are made by hand. */
export function templateOffice(): Provision {
  const { worker, caller, email } = marks;
  const { sources = [], agents = [], people = [], directory = [] } = anOffice();
  const pbx = [{ source: 'office', user: worker.userId, extension: worker.extension }];
  return anOffice({
    sources: sources.slice(0, 1),
    agents: [
      ...agents.map((agent) => ({
        ...agent,
        pbx: (agent.pbx ?? []).filter(({ source }) => source === 'office'),
      })),
      { name: worker.name, email, pbx, crm: [] },
    ],
    people: [...people, { name: 'Ada', email: 'ada@example.com', role: 'admin' }],
    directory: [
      ...directory,
      {
        connection: 'contacts',
        id: caller.id,
        name: caller.name,
        company: caller.company,
        phones: [caller.phone],
      },
    ],
  });
}

/** Plays one call of each kind at a service in a `templateOffice`, and reads what is left of them. */
export async function makeTemplate(service: TestService, db: Db): Promise<Template> {
  const { worker, stray, caller } = marks;
  const cast = () => aCast({ customerNumber: caller.phone });
  const [answered, missed, ringing, talking] = [cast(), cast(), cast(), cast()];
  const play = service.play.bind(null, 'office');
  await play([incoming(answered), enterQueue(answered), ring(answered, 0, worker), ring(answered, 0, stray)]);
  await play([answer(answered, 0, worker), leaveQueue(answered, 0), hangUp(answered, 0, stray)]);
  await play([hangUp(answered, 0, worker), end(answered)]);
  await play([ring(missed, 0, worker), ring(missed, 0, stray), hangUp(missed, 0, worker), end(missed)]);
  await service.quiet();
  await play([incoming(ringing), enterQueue(ringing), ring(ringing, 0, worker)]);
  await play([incoming(talking), ring(talking, 0, worker), answer(talking, 0, worker)]);
  const template = await readTemplate(db);
  await play([hangUp(ringing, 0, worker), end(ringing), hangUp(talking, 0, worker), end(talking)]);
  await service.quiet();
  return template;
}

async function readTemplate(db: Db): Promise<Template> {
  const calls = await db.selectFrom('calls').selectAll().orderBy('started_at').orderBy('id').execute();
  const worker = await db
    .selectFrom('agents')
    .select('id')
    .where('email', '=', marks.email)
    .executeTakeFirstOrThrow();
  const all = await Promise.all(calls.map((call) => templateCall(db, call)));
  return {
    workerId: worker.id,
    sources: await db.selectFrom('sources').selectAll().execute(),
    connections: await db.selectFrom('connections').selectAll().orderBy('name').execute(),
    ended: all.filter(({ call }) => call.settled_at !== null),
    live: all.filter(({ call }) => call.state !== 'ended'),
  };
}

async function templateCall(db: Db, call: Row<'calls'>): Promise<TemplateCall> {
  const { id } = call;
  return {
    call,
    legs: await db.selectFrom('legs').selectAll().where('call_id', '=', id).execute(),
    journal: await db.selectFrom('journal').selectAll().where('call_id', '=', id).orderBy('id').execute(),
    activities: await db
      .selectFrom('activities')
      .selectAll()
      .where('call_id', '=', id)
      .where('slot', '=', 1)
      .execute(),
  };
}
