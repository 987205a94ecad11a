import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import { z } from 'zod';
import { answered, defineRoute, type Route } from '../route.ts';

/** Swagger UI's own files, as they come. */
const files = {
  'swagger-ui.css': fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')),
  'swagger-ui-bundle.js': fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
} as const;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API – Ringside</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<script src="/api/docs/swagger-ui-bundle.js" defer></script>
<script src="/api/docs/start.js" defer></script>
</head>
<body>
<nav class="swagger-ui"><p class="wrapper"><a class="link" href="/">Back to Ringside</a></p></nav>
<main id="docs"></main></body>
</html>
`;

/** What the pages have chosen (`src/web/shell/theme.ts`) holds here too. Requests go with the reader's session. */
const start = `let theme = null;
try {
  theme = localStorage.getItem('ringside.theme');
} catch {
  // Storage may be forbidden: then the system decides.
}
const system = matchMedia('(prefers-color-scheme: dark)');
const paint = () => {
  const dark = theme === 'dark' || (theme !== 'light' && system.matches);
  document.documentElement.classList.toggle('dark-mode', dark);
};
system.addEventListener('change', paint);
paint();
SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  tagsSorter: 'alpha',
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
});
`;

/** The API to read and to try, for whoever is signed in: `/api/openapi.json` in Swagger UI. */
export function docsRoutes(): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/docs',
      role: 'agent',
      summary: 'This description as a page',
      status: 200,
      handle({ res }) {
        allowDrawings(res);
        res.set('Cache-Control', 'no-cache').type('html').send(page);
        return answered;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/docs/:file',
      role: 'agent',
      summary: 'Files of that page',
      params: z.object({ file: z.enum(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']) }),
      status: 200,
      handle({ res, params: { file } }) {
        res.set('Cache-Control', 'private, no-cache');
        if (file === 'start.js') res.type('js').send(start);
        else res.sendFile(files[file], { dotfiles: 'allow', cacheControl: false });
        return answered;
      },
    }),
  ];
}

/** Swagger UI's style sheet has its arrows inline. Scripts stay as strict as everywhere. */
function allowDrawings(res: Response): void {
  const policy = String(res.getHeader('Content-Security-Policy'));
  res.set('Content-Security-Policy', policy.replace("img-src 'self'", "img-src 'self' data:"));
}
