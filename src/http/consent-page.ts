import { createHash } from 'node:crypto';
import type { Response } from 'express';

/** The colours of the pages, which may not be built. */
const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; background: #f6f7f9; color: #1c2330; }
body { box-sizing: border-box; max-width: 30rem; margin: 15vh auto 0; padding: 0 1rem; }
main { padding: 1.5rem; border: 1px solid #dfe3e9; border-radius: 12px; background: #fff; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; font-size: 1.375rem; }
p { margin: 0 0 1rem; }
p:last-child { margin: 0; }
a { color: #2f5bd0; }
@media (prefers-color-scheme: dark) {
  :root { background: #12161d; color: #e6e9ef; }
  main { border-color: #2c3340; background: #1a1f29; }
  a { color: #8fb0ff; }
}
`;

/** Allows its own style and nothing else. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function sendConsentPage(res: Response, html: string): void {
  res.set('Content-Security-Policy', policy).set('Cache-Control', 'no-store').type('html').send(html);
}

/**
 * A page whole in itself, so that it does not need the built pages.
 *
 * @param connection its id, to lead back to; null: to all of them
 */
export function consentPage(title: string, sentence: string, connection: string | null): string {
  const back = connection === null ? '' : `/${encodeURIComponent(connection)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} – Ringside</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(sentence)}</p>
<p><a href="/admin/connections${back}">${connection === null ? 'Back to the connections' : 'Back to the connection'}</a></p>
</main>
</body>
</html>
`;
}

/** A CRM's words are anybody's. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
