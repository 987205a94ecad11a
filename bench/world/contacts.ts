import type { OpenSqlite } from '../../src/store/database.ts';
import { contactNumber } from './people.ts';

/** Fills contact book and phone index with as many contacts, one number each, as a mirror would have left them. */
export function addContacts(
  { sqlite }: OpenSqlite,
  connectionId: string,
  connection: string,
  count: number,
): void {
  const now = Date.now();
  const contact = sqlite.prepare(
    `INSERT INTO directory_contacts (id, connection, name, company, deleted, origin, version, changed_at)
     VALUES (?, ?, ?, ?, 0, 'person', ?, ?)`,
  );
  const phone = sqlite.prepare(
    `INSERT INTO directory_phones (contact_id, number, e164, label) VALUES (?, ?, ?, 'Mobile phone')`,
  );
  const indexed = sqlite.prepare(
    `INSERT INTO phone_index (e164, connection_id, record_type, record_id, label, name, company, owner_id, changed_at)
     VALUES (?, ?, 'contact', ?, 'Mobile phone', ?, ?, NULL, ?)`,
  );
  sqlite.transaction(() => {
    for (let n = 0; n < count; n++) {
      const [id, name, company, e164] = [
        `contact-${n}`,
        `Contact ${n}`,
        `Company ${n % 50_000}`,
        contactNumber(n),
      ];
      contact.run(id, connection, name, company, n + 1, now);
      phone.run(id, e164, e164);
      indexed.run(e164, connectionId, id, name, company, now);
    }
    sqlite
      .prepare('UPDATE connections SET mirror_cursor = ?, mirrored_at = ? WHERE id = ?')
      .run(String(count), now, connectionId);
  })();
}
