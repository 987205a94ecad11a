import { frameHeaders } from '../shell/framed.ts';
import { goToLogin } from '../shell/session.ts';
import { ApiFault, faultOf, noAnswer } from './fault.ts';

const deadlineMs = 20_000;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Options {
  body?: object;
  /** Where 401 is an answer and not the end of the session: signing in, asking who one is. */
  stayOn401?: boolean;
}

/**
 * Sends JSON and takes JSON; `answer` names the type. Throws `ApiFault`, on 401 after leaving for the login page.
 */
export async function request<T>(
  method: Method,
  path: string,
  answer: (body: unknown) => body is T,
  options: Options = {},
): Promise<T> {
  const response = await send(method, path, options);
  const body: unknown = await response.json().catch(() => null);
  if (!answer(body))
    throw new ApiFault(502, 'Something between you and the server answered in its place. Reload.');
  return body;
}

export async function send(
  method: Method,
  path: string,
  { body, stayOn401 }: Options = {},
): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: {
      ...frameHeaders(),
      accept: 'application/json',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    body: body ? JSON.stringify(body) : null,
    signal: AbortSignal.timeout(deadlineMs),
  }).catch((error: unknown) => {
    throw noAnswer(error);
  });
  if (response.ok) return response;
  if (response.status === 401 && !stayOn401) goToLogin();
  throw faultOf(response.status, await response.json().catch(() => null));
}

/**
 * Makes the check of an answer: an object with at least these fields. The pages and the server come from one build and
 * share their schemas, so the rest is trusted; a proxy's own page is not mistaken for an answer.
 */
export function shaped<T extends object>(...fields: (keyof T & string)[]): (body: unknown) => body is T {
  return (body): body is T =>
    typeof body === 'object' && body !== null && fields.every((field) => field in body);
}

export function path(strings: TemplateStringsArray, ...values: string[]): string {
  return strings.reduce((out, text, index) => out + encodeURIComponent(values[index - 1] ?? '') + text);
}
