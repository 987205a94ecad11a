import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../src/config.ts';
import { configOf, read, root, secret, text } from './deployed.ts';

describe('deploy/Dockerfile', () => {
  const instructions = read('deploy/Dockerfile')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
  const from = instructions.findLastIndex(({ name }) => name === 'FROM');
  const image = instructions.slice(from);
  const restOf = (wanted: string): string => image.find(({ name }) => name === wanted)?.rest ?? '';

  it('builds in one stage, and names the version of what each stands on', () => {
    const bases = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => rest.split(' ')[0]);
    expect(bases).toHaveLength(2);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(/^node:\d+[\w.-]*$/);
    const { engines } = z
      .object({ engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(read('package.json')));
    expect(bases[0]).toContain(`:${/\d+/.exec(engines.node)?.[0] ?? '?'}`);
  });

  it('runs as somebody who is not root, from the last thing that is put into it on', () => {
    const names = image.map(({ name }) => name);
    expect(restOf('USER')).toBe('node');
    expect(
      names.slice(names.indexOf('USER')).filter((name) => ['COPY', 'ADD', 'RUN'].includes(name)),
    ).toEqual([]);
  });

  it('copies what is there, and what its ignore file lets through', () => {
    const allowed = read('deploy/Dockerfile.dockerignore').split('\n');
    expect(allowed).toContain('*');
    const copied = instructions
      .filter(({ name, rest }) => name === 'COPY' && !rest.includes('--from='))
      .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
    expect(copied).toContain('src');
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(copied.filter((path) => !allowed.includes(`!${path}`))).toEqual([]);
  });

  it('starts the file that the build makes, and is asked at the port it listens on', () => {
    const command = z.array(z.string()).parse(JSON.parse(restOf('CMD')));
    const main = (command[1] ?? '').replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect(command[0]).toBe('node');
    expect(existsSync(join(root, main)), main).toBe(true);
    const { port } = loadConfig({ env: {}, root });
    expect(restOf('EXPOSE')).toBe(String(port));
    expect(restOf('HEALTHCHECK')).toContain(`127.0.0.1:${port}/readyz`);
    expect(image.map(({ name, rest }) => `${name} ${rest}`)).toContain(`ENV DATA_DIR=${restOf('VOLUME')}`);
  });
});

describe('deploy/compose.yaml', () => {
  const service = z.looseObject({
    image: z.string(),
    build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
    environment: text.optional(),
    read_only: z.boolean().optional(),
    cap_drop: z.array(z.string()).optional(),
    depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
    healthcheck: z.looseObject({}).optional(),
    volumes: z.array(z.string()).optional(),
    ports: z.array(z.string()).optional(),
  });
  const file = z.object({
    services: z.record(z.string(), service),
    volumes: z.record(z.string(), z.null()),
  });
  const raw = read('deploy/compose.yaml');
  const given: Record<string, string> = {
    ...{ PUBLIC_URL: 'https://ringside.example.com', ENCRYPTION_KEY: secret },
    ...{ POSTGRES_PASSWORD: 'a1', REDIS_PASSWORD: 'b2', CERTIFICATES: '/certificates' },
  };
  const filled = raw.replaceAll(/\$\{(\w+):\?\}/g, (_, name: string) => given[name] ?? `unset ${name}`);
  const { services, volumes } = file.parse(parse(filled, { merge: true }));

  const isMounted = (source: string): boolean =>
    source.startsWith('./')
      ? existsSync(join(root, 'deploy', source))
      : source.startsWith('/') || source in volumes;

  it('wants what compose.env.example lists, and nothing else', () => {
    const wanted = new Set([...raw.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const listed = [...read('deploy/compose.env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual([...wanted].toSorted());
    expect(Object.keys(given).toSorted()).toEqual(listed.toSorted());
  });

  it('has two for the web and a worker, which would start with what they are given', () => {
    expect(Object.keys(services).toSorted()).toEqual([
      ...['nginx', 'postgres', 'redis', 'web-a', 'web-b', 'worker'],
    ]);
    for (const name of ['web-a', 'web-b', 'worker']) {
      const config = configOf(services[name]?.environment ?? {});
      expect(config.role).toBe(name.split('-')[0]);
      expect(config.shared).toEqual({
        databaseUrl: 'postgres://ringside:a1@postgres:5432/ringside',
        redisUrl: 'redis://:b2@redis:6379',
      });
      expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'], image: 'ringside' });
    }
  });

  it('waits for databases that are asked how they are, shows nginx alone, and names what exists', () => {
    for (const [name, { depends_on, ports, image, volumes: mounts = [] }] of Object.entries(services)) {
      const others = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on ?? {});
      expect(others.filter((other) => services[other] === undefined)).toEqual([]);
      expect(ports === undefined, name).toBe(name !== 'nginx');
      expect(image).toMatch(/^(ringside|\w+:\d[\w.-]*)$/);
      expect(mounts.filter((mount) => !isMounted(mount.split(':')[0] ?? ''))).toEqual([]);
    }
    expect(services['postgres']?.healthcheck).toBeDefined();
    expect(services['redis']?.healthcheck).toBeDefined();
    expect(existsSync(join(root, 'deploy', '..', services['worker']?.build?.dockerfile ?? '?'))).toBe(true);
  });
});

const systemd = '/usr/bin/systemd-analyze';
const isThere = spawnSync(systemd, ['--version']).status === 0;
if (!isThere && process.env['REQUIRE_ALL'] === '1') throw new Error('systemd-analyze is not installed');
if (!isThere) console.warn('SKIPPED: deploy/systemd: systemd-analyze is not installed');

describe('deploy/systemd/ringside.service', () => {
  const unit = read('deploy/systemd/ringside.service');

  it.skipIf(!isThere)('is understood by systemd, without a word', () => {
    const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
    const file = join(directory, 'ringside.service');
    writeFileSync(file, unit.replace('/usr/bin/node', process.execPath));
    const { status, stdout, stderr } = spawnSync(systemd, ['verify', '--man=no', file], { encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    const about = (stdout + stderr).split('\n').filter((line) => line.includes('ringside'));
    expect({ status, about }).toEqual({ status: 0, about: [] });
  });

  it('gives it what it understands, and more time to stop than it takes', () => {
    const environment = /^Environment=(.*)$/m.exec(unit)?.[1]?.split(' ') ?? [];
    const pairs = Object.fromEntries(environment.map((pair) => pair.split('=') as [string, string]));
    const { NODE_ENV, ...env } = text.parse(pairs);
    expect(NODE_ENV).toBe('production');
    expect(configOf(env).dataDir).toBe('/var/lib/ringside');
    expect(unit).toMatch(/^StateDirectory=ringside$/m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(20);
  });
});

it('proxies let through the largest request that Ringside takes', () => {
  const mostBytes = 8_000_000;
  const megabytes = [
    /client_max_body_size (\d+)m;/.exec(read('deploy/nginx/ringside.conf'))?.[1],
    /proxy-body-size: (\d+)m/.exec(read('deploy/kubernetes/ringside.yaml'))?.[1],
  ].map(Number);
  for (const most of megabytes) expect(most * 1024 * 1024).toBeGreaterThanOrEqual(mostBytes);
});
