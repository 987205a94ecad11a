import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Agent } from '../agents/agent.ts';
import type { Contact, Ledger, Play, TryIt } from '../api/admin.ts';
import type { NoteBody, PanelOffers, PersonBody } from '../api/agent.ts';
import type { ApiCall, ApiCallDetail, Pop } from '../api/call.ts';
import type { ApiRules, RulesPreview } from '../api/rules.ts';
import type { ConnectionRules } from '../crm/rules.ts';
import type { RecordRef } from '../model/contact.ts';
import type { Source } from '../pbx/source.ts';
import type { Operations } from './operations.ts';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PageRequest {
  cursor?: string | undefined;
  /** 1 to 500. */
  limit: number;
}

/** What callers may ask for, in their words: source by name, agent by address. */
export interface CallFilter extends PageRequest {
  source?: string | undefined;
  state?: ApiCall['state'] | undefined;
  agent?: string | undefined;
  /** As typed. */
  number?: string | undefined;
  /** Epoch ms. */
  since?: number | undefined;
  /** Epoch ms. */
  until?: number | undefined;
  outcome?: NonNullable<ApiCall['outcome']> | undefined;
  /** What became of it in some connection. */
  fate?: 'logged' | 'waiting' | 'dead' | 'skipped' | undefined;
  /** Only what became of it in this connection, by name. */
  connection?: string | undefined;
  /** Only what was skipped for this reason. */
  reason?: string | undefined;
}

export interface HistoryFilter extends PageRequest {
  view: 'recent' | 'missed';
  /** Part of a name, a company, a number, a queue or a note, as typed. */
  search?: string | undefined;
}

/** The work behind the routes, as functions; `service.ts` hands them in. */
export interface Services {
  readonly calls: {
    readonly list: (filter: CallFilter) => Promise<Page<ApiCall>>;
    readonly get: (id: string) => Promise<ApiCallDetail | null>;
    readonly ofAgent: (agentId: string, filter: HistoryFilter) => Promise<Page<Pop>>;
    /** Null: the agent has no part in such a call. */
    readonly chooseMatch: (
      agentId: string,
      callId: string,
      choice: RecordRef & { connection: string },
    ) => Promise<Pop | null>;
    /** Null: the agent has no part in such a call. */
    readonly writeNote: (agentId: string, callId: string, note: NoteBody) => Promise<Pop | null>;
    /**
     * Makes a record of the caller and links the call to it. Null: the agent has no part in such a call. Refuses a call
     * without a number, and a connection that takes no new people.
     */
    readonly createPerson: (agentId: string, callId: string, person: PersonBody) => Promise<Pop | null>;
  };
  readonly operations: Operations;
  readonly panel: () => PanelOffers;
  readonly ledger: () => Promise<Ledger>;
  /** A connection is named by its id or its name; everything refuses an unknown one (`not_found`). */
  readonly rules: {
    readonly get: (connection: string) => ApiRules;
    /** Refuses (`read_only`) a connection that comes from a file. */
    readonly save: (connection: string, rules: ConnectionRules) => Promise<ApiRules>;
    readonly preview: (connection: string, rules: ConnectionRules, limit: number) => Promise<RulesPreview>;
  };
  readonly contact: (connection: string, id: string) => Promise<Contact | null>;
  readonly samples: {
    readonly play: (agent: Agent, request: { source: Source; scenario: string | undefined }) => Promise<Play>;
    readonly remove: () => Promise<void>;
  };
  /** Command lines that ring, answer and end a call on this agent's phone. */
  readonly tryIt: (source: Source, webhookUrl: string, agent: Agent) => TryIt;
  /** Answers with Server-Sent Events. False: the agent has too many streams, nothing was answered. */
  readonly stream: (req: IncomingMessage, res: ServerResponse, agentId: string) => Promise<boolean>;
}
