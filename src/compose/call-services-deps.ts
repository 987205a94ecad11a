import type { Agents } from '../agents/agents.ts';
import type { PresenceBook } from '../agents/presence.ts';
import type { Traces } from '../calls/traces.ts';
import type { Connections } from '../crm/connections.ts';
import type { Choices } from '../lookup/choices.ts';
import type { NewCallers } from '../lookup/new-callers.ts';
import type { Sources } from '../pbx/sources.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../store/database.ts';
import type { Pipeline } from './pipeline.ts';

export interface CallServicesDeps {
  db: Db;
  pipeline: Pipeline;
  sources: Sources;
  agents: Agents;
  presence: PresenceBook;
  connections: Connections;
  choices: Choices;
  traces: Traces;
  callers: NewCallers;
  clock: Clock;
}
