import type { ColumnType, Generated } from 'kysely';
import type { Flag } from './flag.ts';

/** Who answers phones, who signs in, and who changed what. */
export interface PeopleTables {
  agents: AgentsTable;
  agent_identities: AgentIdentitiesTable;
  agent_crm_users: AgentCrmUsersTable;
  people: PeopleTable;
  api_keys: ApiKeysTable;
  sessions: SessionsTable;
  sign_in_links: SignInLinksTable;
  audit: AuditTable;
}

interface AgentsTable {
  id: string;
  name: string;
  email: string;
  provisioned: Flag;
  created_at: number;
}

/** Which phone is whose. Any of the three may be set; each is enough. */
interface AgentIdentitiesTable {
  id: Generated<number>;
  agent_id: string;
  source_id: string;
  user_id: string | null;
  extension: string | null;
  device_id: string | null;
}

interface AgentCrmUsersTable {
  agent_id: string;
  connection_id: string;
  crm_user_id: string;
}

interface PeopleTable {
  id: string;
  email: string;
  name: string;
  role: string;
  /** Argon2id, PHC format. Null: signs in by link or OpenID Connect only. */
  password_hash: string | null;
  provisioned: Flag;
  created_at: number;
  /** 1: may not sign in, and has no sessions. */
  disabled: ColumnType<number, number | undefined, number>;
  signed_in_at: number | null;
}

interface ApiKeysTable {
  id: string;
  name: string;
  role: string;
  key_hash: string;
  provisioned: Flag;
  created_at: number;
  /** From then on it is nobody's; null: it never ends. */
  expires_at: number | null;
  /** Rounded: written at most once a minute. */
  used_at: number | null;
}

interface SessionsTable {
  sid_hash: string;
  person_id: string | null;
  data_json: string;
  expires_at: number;
  seen_at: ColumnType<number, number | undefined, number>;
}

interface SignInLinksTable {
  token_hash: string;
  /** Null: the first-run link, which makes the first admin. */
  person_id: string | null;
  expires_at: number;
  used_at: number | null;
  /** sign_in | password: whoever has it sets the person's password. */
  purpose: ColumnType<string, string | undefined, string>;
}

/** Who changed what. Rows are added and, when they are old, taken away; never changed. */
interface AuditTable {
  id: Generated<number>;
  at: number;
  /** person | key | files (provisioning) */
  actor_kind: string;
  /** The person's address or the key's name, as it was then. */
  actor: string;
  actor_id: string | null;
  /** Network address. */
  address: string | null;
  /** What part of Ringside it was about: people, sources … */
  area: string;
  /** `PUT /api/admin/people/:id` */
  action: string;
  summary: string;
  /** Name of the thing that was changed. */
  subject: string | null;
  /** What was different before and after, without secrets. */
  before_json: string | null;
  after_json: string | null;
}
