import { openSqlite } from '../../../src/store/database.ts';
import { adminKey } from '../office.ts';
import type { TestService } from '../service.ts';
import { fates, fill, type Amounts } from './fill.ts';
import { makeTemplate } from './template.ts';

/**
 * Fills a service in a `templateOffice` with a crowd: plays a few calls, stops it, copies what they left behind with
 * other people, numbers and times, and starts it again. Connections: `contacts` took every call, `later` is paused and
 * has yet to take them, `quiet` skips them, `strict` refused them.
 */
export async function crowd(service: TestService, amounts: Amounts): Promise<void> {
  for (const name of Object.keys(fates))
    await post(service, '/api/admin/connections', { name, crm: 'directory', settings: {} });
  await withDatabase(service, async (db) => {
    const template = await makeTemplate(service, db);
    await post(service, '/api/admin/connections/later/pause', { reason: 'until the move is over' });
    await service.restart(() => fill(db, template, amounts));
  });
}

async function withDatabase<T>(
  { databaseFile }: TestService,
  work: (db: Awaited<ReturnType<typeof openSqlite>>['db']) => Promise<T>,
): Promise<T> {
  const opened = await openSqlite(databaseFile, 10_000);
  return work(opened.db).finally(() => opened.close());
}

async function post(service: TestService, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${service.url()}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${String(response.status)} ${await response.text()}`);
}
