import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ProvisionFile } from './parse.ts';

/** The YAML files of a directory, by name. None when it does not exist, unless someone named it (`required`). */
export async function provisionFiles(directory: string, required: boolean): Promise<ProvisionFile[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    if (!required && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new Error(`PROVISION_DIR ${directory} cannot be read`, { cause });
  });
  const yaml = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(
    yaml.map(async (name) => ({
      name: join(basename(directory), name),
      text: await readFile(join(directory, name), 'utf8'),
    })),
  );
}
