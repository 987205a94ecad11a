import { randomUUID } from 'node:crypto';

export interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export const ok = (body: unknown, status = 200): Reply => ({ status, body });

export interface Problem {
  status: number;
  category: string;
  message: string;
  errors?: { message: string; code: string; context: Record<string, string[]> }[];
}

/** An error as HubSpot words it. */
export function refusal({ status, ...problem }: Problem, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: { status: 'error', correlationId: randomUUID(), ...problem } };
}

export const notFound = (what: string): Problem => ({
  status: 404,
  category: 'OBJECT_NOT_FOUND',
  message: `${what} not found`,
});
