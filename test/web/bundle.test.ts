import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const limitBytes = 90_000;

const manifestShape = z.record(
  z.string(),
  z.object({
    file: z.string(),
    name: z.string().optional(),
    imports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof manifestShape>;

/** Everything that must be there before the page can draw: the entries and what they import. */
function scriptsOf(manifest: Manifest, entries: string[]): string[] {
  const seen = new Set<string>();
  const visit = (key: string) => {
    if (seen.has(key)) return;
    seen.add(key);
    manifest[key]?.imports.forEach(visit);
  };
  entries.forEach(visit);
  return [...seen].map((key) => manifest[key]?.file ?? key);
}

describe('the built pages', () => {
  let dir: string;
  let manifest: Manifest;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ringside-web-'));
    const build = [
      'build',
      '--config',
      'src/web/vite.config.ts',
      '--outDir',
      dir,
      '--manifest',
      '--emptyOutDir',
    ];
    await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', ...build], {
      env: { ...process.env, NODE_ENV: 'production' },
    });
    manifest = manifestShape.parse(JSON.parse(await readFile(join(dir, '.vite/manifest.json'), 'utf8')));
  }, 120_000);
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it(`draw the agent page with at most ${limitBytes / 1000} kB of gzipped script`, async () => {
    const panel = Object.keys(manifest).filter((key) => manifest[key]?.name === 'panel');
    expect(panel).toHaveLength(1);
    const scripts = scriptsOf(manifest, ['index.html', ...panel]);
    expect(scripts.length).toBeGreaterThan(1);
    const sizes = await Promise.all(
      scripts.map(async (file) => [file, gzipSync(await readFile(join(dir, file))).length] as const),
    );
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(limitBytes);
  });

  it('carry no schema to the browser', async () => {
    const files = Object.values(manifest).map(({ file }) => file);
    const scripts = await Promise.all(
      files.filter((file) => file.endsWith('.js')).map((file) => readFile(join(dir, file), 'utf8')),
    );
    expect(scripts.join('')).not.toContain('ZodError');
  });

  it('have nothing inline, so the strict content security policy holds', async () => {
    const html = await readFile(join(dir, 'index.html'), 'utf8');
    expect(html).toMatch(/<script type="module"[^>]* src="/);
    expect(html).not.toMatch(/<script(?![^>]* src=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|data:/);
  });
});
