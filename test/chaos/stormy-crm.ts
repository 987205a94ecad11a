import type { Connector } from '../../src/crm/contract.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import type { RecordRef } from '../../src/model/contact.ts';

/** Everything that a CRM, or the way to it, does to one request. */
export const woes = [
  'expire',
  'forbidden',
  'rate_limited',
  'retry_after',
  'quota',
  'unavailable',
  'gateway',
  'nonsense',
  'partial',
  'cut_before',
  'cut_after',
  'hang_before',
  'hang_after',
  'slow',
] as const;
export type Woe = (typeof woes)[number];

/** A call as a CRM holds it, in words that all of them share. */
export interface CallInCrm {
  key: string;
  owner: string | null;
  /** Ids of the records it is under. */
  links: string[];
  startedAt: string;
  talkSeconds: number;
  leadId: string | null;
  tags: string[];
  recorded: boolean;
}

/** A fake CRM in which anything may go wrong at any time, and what it holds in the end. */
export interface StormyCrm {
  name: 'salesforce' | 'hubspot';
  /** Of a connection to it, as an admin writes them into a file. */
  settings: Record<string, unknown>;
  /** A connector as a process opens it that has just started. */
  open(send: typeof fetch): Connector;
  /** Most calls of one request. */
  logBatch: number;
  /** Users and records that calls may belong to. */
  owners: readonly string[];
  records: readonly (RecordRef & { phone: string })[];
  /** Each request takes what comes next; null: good weather. */
  weather(next: (() => Woe | null) | null): void;
  calls(): CallInCrm[];
  people: {
    /** Ids of those who have this number. */
    with(phone: string): string[];
    /** How often one was to be made. */
    asked(): number;
    /** What befalls the next one. */
    fail(woe: Woe): void;
  };
  /** Connections are refused until it is up again. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Whether it takes the credentials in the settings; those it took before end when it does not. */
  trust(is: boolean): void;
  /** An admin gives consent anew: a process that died while it renewed its tokens may have lost them. */
  reconnect(): Promise<void>;
  /** Who owns what nobody owns. */
  ownerOfNobodys: string | null;
  close(): Promise<void>;
}

/** What the CRM must hold of this activity. Written without a look at how the connectors map calls. */
export function asInCrm(
  activity: CallActivity,
  { ownerOfNobodys }: Pick<StormyCrm, 'ownerOfNobodys'>,
): CallInCrm {
  return {
    key: activity.key,
    owner: activity.ownerId ?? ownerOfNobodys,
    links: activity.link === null ? [] : [activity.link.id],
    startedAt: new Date(activity.startedAt).toISOString(),
    talkSeconds: Math.round(activity.talkMs / 1_000),
    leadId: activity.lead?.id ?? null,
    tags: [...activity.tags],
    recorded: activity.recorded,
  };
}

export const connectorDeps = (send: typeof fetch) => ({
  connection: 'crm',
  log: { info: () => undefined, warn: () => undefined },
  fetch: send,
  publicUrl: 'https://ringside.example.com',
});
