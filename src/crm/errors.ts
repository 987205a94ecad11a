export const connectorErrorCodes = [
  'unauthorized',
  'forbidden',
  'rate_limited',
  'unavailable',
  'unknown_outcome',
  'rejected',
  'not_found',
  'conflict',
] as const;
export type ConnectorErrorCode = (typeof connectorErrorCodes)[number];

export interface ConnectorErrorDetails {
  /** Epoch ms from which the CRM may be asked again (`rate_limited`). */
  retryAt?: number;
  /** What the quota counts: "search", "day" (`rate_limited`). */
  scope?: string;
  /** Faults by CRM field name (`rejected`). */
  fields?: Readonly<Record<string, string>>;
  /** The record that is there already (`conflict`). */
  existing?: { type: string; id: string };
  cause?: unknown;
}

/** The only error a connector throws. The core acts on `code` alone (`activity/engine.ts`). */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ConnectorErrorCode;
  readonly details: ConnectorErrorDetails;

  constructor(code: ConnectorErrorCode, message: string, details: ConnectorErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}
