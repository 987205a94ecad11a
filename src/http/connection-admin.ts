import type {
  ApiCheck,
  ApiConnection,
  ApiConnectionDetail,
  ApiConnector,
  ApiCrmUsers,
  ApiRemoval,
} from '../api/connection.ts';

/** What ties a CRM's answer to the question. */
interface ConsentAsked {
  readonly state: string;
  /** PKCE (RFC 7636). */
  readonly codeVerifier: string;
}

/**
 * What admins do with connections, each of which may be named by its id or its name. Everything refuses an unknown one
 * (`not_found`), and changes refuse what comes from a file (`read_only`).
 */
export interface ConnectionAdmin {
  readonly connectors: () => ApiConnector[];
  readonly list: () => Promise<ApiConnection[]>;
  readonly get: (connection: string) => Promise<ApiConnectionDetail>;
  /** Refuses a name in use (`conflict`) and settings with faults (`invalid`, with each). */
  readonly create: (draft: {
    name: string;
    crm: string;
    settings: unknown;
    rules: unknown;
  }) => Promise<ApiConnectionDetail>;
  /** Secrets that are left out stay as they are. */
  readonly update: (connection: string, change: { settings: unknown }) => Promise<ApiConnectionDetail>;
  /** What removing it would lose. */
  readonly removal: (connection: string) => Promise<ApiRemoval>;
  readonly remove: (connection: string) => Promise<ApiRemoval>;
  /** Asks the CRM, with a deadline; that it failed is an answer. One that passes ends a suspension. */
  readonly check: (connection: string) => Promise<ApiCheck>;
  readonly pause: (connection: string, reason: string) => Promise<ApiConnectionDetail>;
  readonly resume: (connection: string) => Promise<ApiConnectionDetail>;
  /** At most 2,000, remembered for a minute. Throws the CRM's ConnectorError. */
  readonly users: (connection: string) => Promise<ApiCrmUsers>;
  /** Where an admin's browser agrees to this connection. Refuses (`invalid`) settings that need no consent. */
  readonly consentUrl: (connection: string, asked: ConsentAsked) => Promise<string>;
  /**
   * Exchanges the code that came back, keeps the tokens and goes on with what waited. Throws the CRM's ConnectorError:
   * `unauthorized` for a code that it refuses, `unavailable` when it does not answer in time.
   */
  readonly consented: (
    connection: string,
    asked: ConsentAsked,
    code: string,
  ) => Promise<{ id: string; name: string }>;
  /** Begins; the index keeps what it has until all is told. */
  readonly restartMirror: (connection: string) => Promise<void>;
}
