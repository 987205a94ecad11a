import type { Agents } from '../../agents/agents.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Dialect } from '../../pbx/dialect.ts';
import type { Sources } from '../../pbx/sources.ts';
import type { ApiKeys } from '../../people/api-keys.ts';
import type { PasswordLinks } from '../../people/password-links.ts';
import type { People } from '../../people/people.ts';
import type { Roster } from '../../people/roster.ts';
import type { Sessions } from '../../people/sessions.ts';
import type { SignInLinks } from '../../people/sign-in-links.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Db } from '../../store/database.ts';
import type { Oidc } from '../oidc.ts';
import type { ConnectionAdmin } from '../connection-admin.ts';
import type { EmbedPlaces } from '../embed.ts';
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
  /** The process is about to end. */
  isLeaving: () => boolean;
  db: Db;
  clock: Clock;
  log: Log;
  signIn: SignIn;
  throttle: SignInThrottle;
  people: People;
  roster: Roster;
  sessions: Sessions;
  apiKeys: ApiKeys;
  links: SignInLinks;
  passwordLinks: PasswordLinks;
  /** How long links are good, ms. */
  linkTimes: { inviteMs: number; passwordMs: number };
  /** Null: no identity provider is set up. */
  oidc: Oidc | null;
  audit: Audit;
  agents: Agents;
  sources: Sources;
  connections: ConnectionsForRoutes;
  connectionAdmin: ConnectionAdmin;
  dialects: readonly Pick<Dialect, 'name' | 'title' | 'setup'>[];
  services: Services;
  embedPlaces: EmbedPlaces;
  /** Without a trailing slash. */
  publicUrl: () => string;
  version: string;
}
