import type { Agents } from '../../agents/agents.ts';
import type { Dialect } from '../../pbx/dialect.ts';
import type { Sources } from '../../pbx/sources.ts';
import type { People } from '../../people/people.ts';
import type { SignInLinks } from '../../people/sign-in-links.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Db } from '../../store/database.ts';
import type { Services } from '../services.ts';
import type { SignIn } from '../sign-in.ts';
import type { SignInThrottle } from '../throttle.ts';

/** Connections as far as routes need them; `crm/connections.ts` fits. */
interface ConnectionsForRoutes {
  readonly list: () => readonly { id: string; name: string }[];
  readonly upsert: (draft: {
    name: string;
    crm: string;
    settings: unknown;
    rules: unknown;
    provisioned: boolean;
  }) => Promise<unknown>;
}

export interface RoutesDeps {
  db: Db;
  clock: Clock;
  log: Log;
  signIn: SignIn;
  throttle: SignInThrottle;
  people: People;
  links: SignInLinks;
  agents: Agents;
  sources: Sources;
  connections: ConnectionsForRoutes;
  dialects: readonly Pick<Dialect, 'name' | 'title' | 'setup'>[];
  services: Services;
  /** Without a trailing slash. */
  publicUrl: () => string;
  version: string;
}
