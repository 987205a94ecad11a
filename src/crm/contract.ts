import type { z } from 'zod';
import type { CallActivity, CallActivityChange } from '../model/activity.ts';
import type { Match, MirroredContact, RecordRef } from '../model/contact.ts';
import type { ConnectorError } from './errors.ts';

/** Every call carries its deadline; a connector passes `signal` on to its SDK. */
export interface Ctx {
  signal: AbortSignal;
  deadline: Date;
}

export interface PhoneQuery {
  /** `+420591166223` */
  e164: string;
  /** Digits as dialled within the country: `591166223`. */
  national: string;
  /** ISO 3166-1 alpha-2; null for numbers that belong to no country. */
  country: string | null;
}

export interface AccountInfo {
  /** As a person would know it: the organisation's name. */
  account: string;
  /** API calls of the current quota window; null where the CRM has none or does not say. */
  quota: { used: number; limit: number } | null;
  /** How the CRM keeps a repeated key from making a second record. */
  idempotency: 'unique_key' | 'find_first';
  /** What set-up found, in sentences for the admin. */
  notes: readonly string[];
}

export type LogResult = { ok: true; ref: RecordRef } | { ok: false; error: ConnectorError };

export interface CrmUser {
  id: string;
  name: string;
  email: string | null;
  active: boolean;
}

export interface NewPerson {
  type: 'contact' | 'lead';
  name: string;
  company: string | null;
  /** E.164 */
  phone: string;
  email: string | null;
  ownerId: string | null;
}

/** `cursor` is stored once the page is; the next run starts there. */
export interface ContactPage {
  upserts: readonly MirroredContact[];
  deletes: readonly RecordRef[];
  cursor: string;
  /** 0..1 where the CRM lets us know; null: unknown. */
  progress: number | null;
  /**
   * From this page on everything is told anew, since the CRM can no longer say what is gone. What is not told again
   * until the run ends leaves the index then, and not before.
   */
  reset?: true;
}

/** The CRM's own window, in which our panel can be shown. */
export interface EmbedPlace {
  /** Origins that may frame the panel, as CSP's `frame-ancestors` takes them. */
  ancestors: readonly string[];
  /** The CRM's own script, which the panel then needs; null: none. */
  script: string | null;
  /** The account's id, where the panel needs it to speak with the CRM's window. */
  account: string | null;
}

export interface Connector {
  check(x: Ctx): Promise<AccountInfo>;
  /** The quota as the CRM last told it along with another answer, without asking; null: it has not said. */
  usage?(): AccountInfo['quota'];
  /** Best first; [] = unknown. */
  findByPhone(phone: PhoneQuery, x: Ctx): Promise<Match[]>;
  /** The record a PBX named by `lead_id`; its type may be unknown (`''`). */
  findById?(ref: RecordRef, x: Ctx): Promise<Match | null>;
  /** One result per item, same order. The same key twice gives the same record. */
  logCalls(activities: readonly CallActivity[], x: Ctx): Promise<LogResult[]>;
  updateCall?(ref: RecordRef, change: CallActivityChange, x: Ctx): Promise<void>;
  /** What became of a write whose answer was lost. */
  findActivity(key: string, x: Ctx): Promise<RecordRef | null>;
  createPerson?(person: NewPerson, x: Ctx): Promise<RecordRef>;
  listUsers(x: Ctx): AsyncIterable<CrmUser>;
  /** Null: from the beginning. Ends when there is nothing newer for now. */
  contactChanges?(cursor: string | null, x: Ctx): AsyncIterable<ContactPage>;
  recordUrl(ref: RecordRef): string;
  readonly embed?: EmbedPlace;
  close?(): Promise<void>;
}

export interface Capabilities {
  /** Most activities one `logCalls` may carry. */
  logBatch: number;
  /** The mirror holds every number: an index miss is an answer, the CRM need not be asked. */
  indexIsComplete: boolean;
  updates: boolean;
  createsPeople: boolean;
}

/** Tokens and other secrets a connector gets and may renew; kept encrypted by the core. */
export interface TokenSource {
  get(): Promise<string | null>;
  set(value: string): Promise<void>;
}

export interface ConnectorLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ConnectorDeps {
  /** The connection's name. */
  connection: string;
  tokens: TokenSource;
  log: ConnectorLog;
  fetch: typeof fetch;
  /** Where people reach this installation, without a trailing slash. */
  publicUrl: string;
}

/** What the core asks a person's browser to take to the CRM, and back. */
export interface OAuthRequest {
  /** The callback of this installation, as registered with the CRM. */
  redirectUri: string;
  /** Ties the answer to the browser that asked. */
  state: string;
  /** PKCE (RFC 7636): kept by the core between the two steps. */
  codeVerifier: string;
}

/** OAuth with a person's consent. The core keeps the endpoints, state and verifier; nothing here remembers anything. */
export interface OAuthDescription<S = unknown> {
  /** Where to send the browser; null: these settings need no person's consent. */
  authorizationUrl(settings: S, request: OAuthRequest): string | null;
  /**
   * Exchanges the code that came back.
   *
   * @returns what belongs into the connection's `TokenSource`
   * @throws ConnectorError `unauthorized` for a refused code, `unavailable` when the CRM did not answer
   */
  exchange(
    settings: S,
    request: OAuthRequest,
    code: string,
    deps: Pick<ConnectorDeps, 'fetch'>,
    x: Ctx,
  ): Promise<string>;
}

export interface ConnectorModule<S = unknown> {
  readonly name: string;
  readonly title: string;
  readonly settings: z.ZodType<S>;
  readonly capabilities: Capabilities;
  readonly oauth?: OAuthDescription<S>;
  open(settings: S, deps: ConnectorDeps): Connector;
}
