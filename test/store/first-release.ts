import { z } from 'zod';
import { projectRoot } from '../../src/platform/project-root.ts';
import { join } from 'node:path';

const directory = join(projectRoot(), 'test', 'store', 'first-release');

/** What `scripts/first-release.ts` writes, and the tests read. */
export const firstRelease = {
  directory,
  sqlite: join(directory, 'sqlite.sql'),
  postgres: join(directory, 'postgres.sql'),
  expected: join(directory, 'expected.json'),
} as const;

/** Who can open it. */
export const first = {
  key: 'ab'.repeat(32),
  email: 'ada@example.com',
  password: 'correct horse battery staple',
} as const;

/** What its API said of it then. */
export const expectedShape = z.object({
  /** Epoch ms. */
  at: z.number(),
  /** `pbxCallId` of the call that waits to be logged. */
  waiting: z.string(),
  /** Rows of the contact book's activities. */
  logged: z.number(),
  /** As `GET /api/calls` listed them. */
  calls: z.array(z.looseObject({ id: z.string(), pbxCallId: z.string() })),
});

export type FirstRelease = z.infer<typeof expectedShape>;
