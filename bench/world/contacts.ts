import { seriesOf } from './agents.ts';
import { contactSeries } from './people.ts';

/**
 * Statements that fill contact book and phone index with the contacts `from` … `to` - 1, one number each, as a mirror
 * would have left them.
 */
export function addingContacts(
  connection: { id: string; name: string },
  { from, to }: { from: number; to: number },
  now: number,
): string[] {
  const done = `UPDATE connections SET mirror_cursor = '${to}', mirrored_at = ${now} WHERE id = '${connection.id}'`;
  if (from >= to) return [done];
  const series = seriesOf(from, to);
  const { id, name, company, e164 } = contactSeries;
  return [
    `${series} INSERT INTO directory_contacts (id, connection, name, company, deleted, origin, version, changed_at)
      SELECT ${id}, '${connection.name}', ${name}, ${company}, 0, 'person', n + 1, ${now} FROM series`,
    `${series} INSERT INTO directory_phones (contact_id, number, e164, label)
      SELECT ${id}, ${e164}, ${e164}, 'Mobile phone' FROM series`,
    `${series} INSERT INTO phone_index
        (e164, connection_id, record_type, record_id, label, name, company, owner_id, changed_at)
      SELECT ${e164}, '${connection.id}', 'contact', ${id}, 'Mobile phone', ${name}, ${company}, NULL, ${now} FROM series`,
    done,
  ];
}
