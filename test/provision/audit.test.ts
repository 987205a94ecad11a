import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBook } from '../../connectors/directory/book.ts';
import { auditProvisioning, takeInventory } from '../../src/compose/provision-trail.ts';
import { applyProvision } from '../../src/provision/apply.ts';
import type { ProvisionDocument } from '../../src/provision/document.ts';
import { startHttp, type Harness } from '../http/harness.ts';

let http: Harness;
beforeAll(async () => {
  http = await startHttp();
  // Keys of the harness are no file's business here.
  await http.apiKeys.releaseExcept([]);
});
afterAll(() => http.close());

const key = 'A'.repeat(22);
const files: ProvisionDocument = {
  sources: [{ name: 'office', dialect: 'linuxbox', country: 'CZ', ownNumbers: [], key }],
  connections: [{ name: 'sales', crm: 'directory', settings: {}, rules: {} }],
  agents: [{ name: 'Eva', email: 'eva@example.com', pbx: [{ source: 'office', extension: '101' }], crm: [] }],
  people: [{ email: 'eva@example.com', role: 'agent', password: 'a good password' }],
  apiKeys: [{ name: 'ops', role: 'admin', key: 'rs_0123456789' }],
  directory: [],
};

/** What applying these files adds to the audit log, the oldest first. */
async function applied(document: ProvisionDocument) {
  const [newest] = (await http.audit.page({ limit: 1 })).items;
  const before = await takeInventory(http);
  await applyProvision(document, { ...http, upsertContacts: createBook(http.db).upsertContacts });
  await auditProvisioning(http.audit, before, await takeInventory(http));
  const { items } = await http.audit.page({ limit: 100 });
  return items.filter(({ id }) => id > (newest?.id ?? 0)).reverse();
}

test('what files change is in the audit log, once, and without secrets', async () => {
  const added = await applied(files);
  expect(added.map(({ area, subject }) => [area, subject])).toEqual(
    expect.arrayContaining([
      ['sources', 'office'],
      ['connections', 'sales'],
      ['agents', 'eva@example.com'],
      ['people', 'eva@example.com'],
      ['api-keys', 'ops'],
    ]),
  );
  expect(added.every(({ actor, before }) => actor.kind === 'files' && before === null)).toBe(true);
  expect(await applied(files)).toEqual([]);

  const [promoted, ...others] = await applied({
    ...files,
    people: [{ email: 'eva@example.com', role: 'supervisor', password: 'another good password' }],
  });
  expect(others).toEqual([]);
  expect([promoted?.before, promoted?.after]).toEqual([
    { role: 'agent', password: '•••' },
    { role: 'supervisor', password: '•••' },
  ]);
  const kept = JSON.stringify(await http.db.selectFrom('audit').selectAll().execute());
  for (const secret of [key, 'good password', 'rs_0123456789', 'argon2']) expect(kept).not.toContain(secret);
});
