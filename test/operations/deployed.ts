import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { type Config, loadConfig } from '../../src/config.ts';
import { projectRoot } from '../../src/platform/project-root.ts';

/** What the tests of `deploy/` have in common. */

export const root = projectRoot();
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
export const text = z.record(z.string(), z.string());
export const secret = Buffer.alloc(32, 7).toString('base64');

/** Every variable that there is; `.env.example` lists them all. */
const known = new Set([...read('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name));

/** What a process started with these would make of them; throws when it would not start. */
export function configOf(env: Record<string, string>): Config {
  const unknown = Object.keys(env).filter((name) => !known.has(name));
  expect(unknown).toEqual([]);
  return loadConfig({ env, root });
}
