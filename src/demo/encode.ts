import type { WireStep } from './cast.ts';

/** Every way a PBX may carry an event to us. */
export const transports = [
  'get-path',
  'get-event',
  'post-form',
  'post-json',
  'post-data',
  'post-payload',
  'json-batch',
  'header',
] as const;

export type Transport = (typeof transports)[number];

export interface EncodedRequest {
  method: 'GET' | 'POST';
  /** What follows the source's webhook URL: '', '/start_call?…' or '?event=…'. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

const encoders: Readonly<Record<Transport, (step: WireStep) => EncodedRequest>> = {
  'get-path': ({ event, fields }) => get(`/${encodeURIComponent(event)}?${form(fields)}`),
  'get-event': ({ event, fields }) => get(`?${form({ event, ...fields })}`),
  'post-form': ({ event, fields }) => postForm('', form({ event, ...fields })),
  'post-json': ({ event, fields }) => postJson({ event, ...fields }),
  'post-data': ({ event, fields }) => postJson({ event, data: fields }),
  'post-payload': ({ event, fields }) => postJson({ event, payload: fields }),
  'json-batch': (step) => encodeBatch([step]),
  header({ event, fields }) {
    const request = postForm('', form(fields));
    return { ...request, headers: { ...request.headers, 'x-event': event } };
  },
};

/**
 * The request that carries one step. Without a transport it is the dialect's usual one: linuxbox calls a URL that
 * ends in the event's name, contaqt posts JSON.
 */
export function encodeStep(dialect: string, step: WireStep, transport?: Transport): EncodedRequest {
  const isLinuxbox = dialect === 'linuxbox';
  const chosen = transport ?? (isLinuxbox ? 'get-path' : 'post-json');
  // linuxbox set to POST keeps the name in the path.
  if (isLinuxbox && chosen === 'post-form') return postForm(`/${step.event}`, form(step.fields));
  return encoders[chosen](step);
}

/** One request that carries several steps, as a JSON array. */
export const encodeBatch = (steps: readonly WireStep[]): EncodedRequest =>
  postJson(steps.map(({ event, fields }) => ({ event, ...fields })));

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

const get = (path: string): EncodedRequest => ({ method: 'GET', path, headers: {}, body: '' });

const postForm = (path: string, body: string): EncodedRequest => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});

const postJson = (content: unknown): EncodedRequest => ({
  method: 'POST',
  path: '',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(content),
});
