import type { Row } from './org.ts';
import type { FakeSalesforce } from './server.ts';

const shown: readonly (readonly [object: string, fields: readonly string[]])[] = [
  [
    'Task',
    [
      'CreatedDate',
      'Subject',
      'CallType',
      'CallDisposition',
      'CallDurationInSeconds',
      'WhoId',
      'WhatId',
      'OwnerId',
      'Ringside_Key__c',
      'CallObject',
      'Description',
    ],
  ],
  ['Contact', ['Id', 'Name', 'Phone', 'MobilePhone', 'OwnerId']],
  ['Lead', ['Id', 'Name', 'Company', 'Phone', 'MobilePhone', 'OwnerId']],
  ['Account', ['Id', 'Name', 'Phone']],
  ['User', ['Id', 'Name', 'Email', 'TimeZoneSidKey']],
];

/** What the org holds, for a person to look at. */
export function renderPage({ org, url, requests }: FakeSalesforce): string {
  const tables = shown.map(([object, fields]) => renderTable(object, fields, org.rows(object).toReversed()));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fake Salesforce</title>
<style>body{font:14px system-ui;margin:2rem}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top;white-space:pre-line}</style>
<h1>Fake Salesforce at ${escaped(url)}</h1>
<p>${String(org.usage.used)} of ${String(org.usage.limit)} API calls, ${String(requests.length)} requests in all.</p>
${tables.join('\n')}</html>`;
}

function renderTable(object: string, fields: readonly string[], rows: readonly Row[]): string {
  const head = fields.map((name) => `<th>${escaped(name)}</th>`).join('');
  const body = rows
    .slice(0, 200)
    .map(
      (row) => `<tr>${fields.map((name) => `<td>${escaped(String(row[name] ?? ''))}</td>`).join('')}</tr>`,
    );
  return `<h2>${object} (${String(rows.length)})</h2><table><tr>${head}</tr>${body.join('')}</table>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
