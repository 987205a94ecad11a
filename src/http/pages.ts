import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { callerOf } from './caller.ts';
import { embedHeaders, type EmbedPlaces } from './embed.ts';

/** Paths that the pages' own router knows; they all are the one index.html. */
const pagePaths = [
  '/agent',
  '/login',
  '/setup',
  '/account',
  '/password',
  '/contacts{/*rest}',
  '/admin{/*rest}',
];

/** A year: the names of these files change with their content. */
const assetSeconds = 31_536_000;

export interface PagesDeps {
  /** Directory of the built pages: `dist/web`. */
  webRoot: string;
  identify: readonly RequestHandler[];
  /** Whether this person is an agent. */
  isAgent: (email: string) => boolean;
  embedPlaces: EmbedPlaces;
}

/** The built pages and their files; `/` leads to where one belongs. */
export function pages({ webRoot, identify, isAgent, embedPlaces }: PagesDeps): Router {
  const router = express.Router();
  router.get('/', ...identify, (req, res) => {
    const caller = callerOf(req);
    res.set('Cache-Control', 'no-store');
    if (caller?.kind !== 'person') res.redirect('/login');
    else res.redirect(caller.role !== 'agent' && !isAgent(caller.person.email) ? '/admin' : '/agent');
  });
  router.get(pagePaths, sendPage(webRoot));
  router.get('/embed/:crm', embedHeaders(embedPlaces), sendPage(webRoot));
  router.use(
    '/assets',
    express.static(join(webRoot, 'assets'), { ...files, immutable: true, maxAge: assetSeconds * 1000 }),
  );
  router.use(express.static(webRoot, { ...files, maxAge: 0 }));
  router.get('/{*rest}', forPeople, sendPage(webRoot));
  return router;
}

/** An address that is none: browsers get the page that says so and leads on, programs the problem that follows. */
const forPeople: RequestHandler = (req, res, next) => {
  if (/\btext\/html\b/i.test(req.get('accept') ?? '')) {
    res.status(404);
    next();
  } else next('route');
};

/** Every page is the one index.html. */
function sendPage(webRoot: string): RequestHandler {
  const index = join(webRoot, 'index.html');
  return (_req, res) => {
    if (!existsSync(index)) {
      res.status(404).type('text/plain').send('The pages were not built yet. Run: npm run build\n');
      return;
    }
    // `no-cache`: asked for anew each time, as a release changes the files it names.
    res.set('Cache-Control', 'no-cache').sendFile(index, { dotfiles: 'allow', cacheControl: false });
  };
}

const files = { index: false, redirect: false, dotfiles: 'ignore' } as const;
