/** A person who answers phones. */
export interface Agent {
  readonly id: string;
  readonly name: string;
  /** In small letters. A person who signs in with this address is this agent. */
  readonly email: string;
  readonly identities: readonly AgentIdentity[];
  readonly crmUsers: readonly CrmUserRef[];
  /** Comes from a file: read-only for people. */
  readonly provisioned: boolean;
  readonly createdAt: number;
}

/** One phone at one PBX; each field that is set is enough to know it by. At least one is set. */
export interface AgentIdentity {
  readonly sourceId: string;
  readonly userId: string | null;
  readonly extension: string | null;
  readonly deviceId: string | null;
}

interface CrmUserRef {
  readonly connectionId: string;
  readonly userId: string;
}

export type AgentDraft = Pick<Agent, 'name' | 'email' | 'identities' | 'crmUsers'>;

/** The phone in the words of an event; see `PbxIdentity` of model/event.ts. */
export interface PhoneUser {
  userId?: string | null | undefined;
  extension?: string | null | undefined;
  deviceId?: string | null | undefined;
}

/** The three ways to know a phone, surest first. */
export const identityWays = ['userId', 'extension', 'deviceId'] as const;
export type IdentityWay = (typeof identityWays)[number];
