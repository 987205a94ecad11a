import type { WebhookRequest } from './items.ts';

/** The request as the journal keeps it (`rawOf` of items.ts), taken apart again. */
export function requestOf(method: string, raw: string): WebhookRequest {
  const { head, body } = isBodyAlone(raw) ? { head: '', body: raw } : split(raw);
  const [url = '', header = ''] = `\n${head}`.split(headerMark);
  const address = url.trimStart();
  const mark = address.indexOf('?');
  const pathEvent = mark < 0 ? address : address.slice(0, mark);
  const query = mark < 0 ? '' : address.slice(mark + 1);
  return { method, pathEvent, headerEvent: header, query, contentType: contentTypeOf(body), body };
}

const headerMark = '\nX-Event: ';

/** The journal keeps it trimmed: of a request without path, query and header it has the body only. */
const isBodyAlone = (raw: string): boolean => /^(?:[[{]|--|[^?\n]*=)/.test(raw);

function split(raw: string): { head: string; body: string } {
  const gap = raw.indexOf('\n\n');
  return gap < 0 ? { head: raw, body: '' } : { head: raw.slice(0, gap), body: raw.slice(gap + 2) };
}

/** A shell line that sends a journalled request anew. `baseUrl` ends where the source's key follows. */
export function curlOf(method: string, raw: string, baseUrl: string): string {
  const { pathEvent, headerEvent, query, contentType, body } = requestOf(method, raw);
  const event = pathEvent ? `/${encodeURIComponent(pathEvent)}` : '';
  const words = ['curl'];
  if (method !== 'GET' || body !== '') words.push('-X', method);
  if (headerEvent) words.push('-H', quoted(`X-Event: ${headerEvent}`));
  if (body !== '') words.push('-H', quoted(`Content-Type: ${contentType ?? ''}`), '--data-raw', quoted(body));
  words.push(quoted(`${baseUrl}/YOUR-KEY${event}${query === '' ? '' : `?${query}`}`));
  return words.join(' ');
}

/** The journal keeps no content type; bodies tell what they are. */
function contentTypeOf(body: string): string | null {
  if (body === '') return null;
  if (/^\s*[[{]/.test(body)) return 'application/json';
  const boundary = /^\s*--([^\r\n]+)/.exec(body)?.[1];
  return boundary === undefined
    ? 'application/x-www-form-urlencoded'
    : `multipart/form-data; boundary=${boundary}`;
}

/** For a single-quoted word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
