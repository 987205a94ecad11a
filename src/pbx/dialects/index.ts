import type { Dialect } from '../dialect.ts';
import { contaqt } from './contaqt.ts';
import { linuxbox } from './linuxbox.ts';

/** Every PBX product we understand. Adding one: CONTRIBUTING.md. */
export const dialects: readonly Dialect[] = [linuxbox, contaqt];

export function dialectNamed(name: string): Dialect | undefined {
  return dialects.find((dialect) => dialect.name === name);
}
