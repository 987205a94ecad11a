import { objectNames, type FakeAccount, type FakeRecord, type ObjectName } from './account.ts';

const mostShown = 200;

/** One page that lists what the account holds, newest first; with an id, that record alone. */
export function page(account: FakeAccount, id: string | null): string {
  const sections = objectNames.map((object) => section(account, object, id));
  return `<!doctype html><meta charset="utf-8"><title>Fake HubSpot</title>
<style>body{font:15px system-ui;margin:2rem}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3rem .6rem;vertical-align:top;text-align:left}</style>
<h1>Fake HubSpot account ${account.portalId}</h1>${sections.join('')}`;
}

function section(account: FakeAccount, object: ObjectName, id: string | null): string {
  const records = account
    .live(object)
    .filter((record) => id === null || record.id === id)
    .toReversed();
  if (records.length === 0) return id === null ? `<h2>${object}: none</h2>` : '';
  const rows = records.slice(0, mostShown).map(row);
  return `<h2>${object}: ${String(records.length)}</h2><table>${rows.join('')}</table>`;
}

function row({ id, properties, links }: FakeRecord): string {
  const shown = Object.entries(properties).filter(([, value]) => value !== '');
  const cells = shown.map(([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`);
  const linked = links.map((link) => `${link.object} <a href="/record/${link.id}">${link.id}</a>`).join(', ');
  return `<tr><td><a href="/record/${id}">${id}</a><br>${linked}</td><td><table>${cells.join('')}</table></td></tr>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
