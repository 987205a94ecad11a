import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { callerOf } from './caller.ts';

/** Paths that the pages' own router knows; they all are the one index.html. */
const pagePaths = ['/agent', '/login', '/setup', '/contacts{/*rest}', '/admin{/*rest}'];

/** A year: the names of these files change with their content. */
const assetSeconds = 31_536_000;

export interface PagesDeps {
  /** Directory of the built pages: `dist/web`. */
  webRoot: string;
  identify: readonly RequestHandler[];
  /** Whether this person is an agent. */
  isAgent: (email: string) => boolean;
}

/** The built pages and their files; `/` leads to where one belongs. */
export function pages({ webRoot, identify, isAgent }: PagesDeps): Router {
  const router = express.Router();
  router.get('/', ...identify, (req, res) => {
    const caller = callerOf(req);
    res.set('Cache-Control', 'no-store');
    if (caller?.kind !== 'person') res.redirect('/login');
    else res.redirect(caller.role === 'admin' && !isAgent(caller.person.email) ? '/admin' : '/agent');
  });
  const index = join(webRoot, 'index.html');
  router.get(pagePaths, (_req, res) => {
    if (!existsSync(index)) {
      res.status(404).type('text/plain').send('The pages were not built yet. Run: npm run build\n');
      return;
    }
    // `no-cache`: asked for anew each time, as a release changes the files it names.
    res.set('Cache-Control', 'no-cache').sendFile(index, { dotfiles: 'allow', cacheControl: false });
  });
  router.use(
    '/assets',
    express.static(join(webRoot, 'assets'), { ...files, immutable: true, maxAge: assetSeconds * 1000 }),
  );
  router.use(express.static(webRoot, { ...files, maxAge: 0 }));
  return router;
}

const files = { index: false, redirect: false, dotfiles: 'ignore' } as const;
