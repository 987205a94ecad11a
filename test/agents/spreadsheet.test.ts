import { describe, expect, test } from 'vitest';
import { planImport } from '../../src/agents/import.ts';
import { readSheet, writeSheet } from '../../src/agents/spreadsheet.ts';

const names = { sources: [{ id: 's1', name: 'office' }], connections: [{ id: 'c1', name: 'sales' }] };
const eva = {
  name: 'Eva',
  email: 'eva@example.com',
  pbx: [
    { source: 'office', user: 'eva' },
    { source: 'office', extension: '+101', device: 'd-1' },
  ],
  crm: [{ connection: 'sales', user: '005' }],
  provisioned: false,
};
const jan = { name: 'Jan', email: 'jan@example.com', pbx: [{ source: 'office', extension: '102' }], crm: [] };
const filed = { name: 'F', email: 'filed@example.com', pbx: [], crm: [], provisioned: true };
const agents = [eva, { ...jan, provisioned: false }, filed];
const plan = (csv: string) => planImport(readSheet(csv), agents, names);

describe('a table of agents', () => {
  test('comes back as it went out', () => {
    expect(plan(writeSheet([eva, jan]))).toMatchObject({
      put: [],
      fates: [{ fate: 'same' }, { fate: 'same' }, { fate: 'same' }],
    });
  });

  test.each(['=1+1', '+420', '-1', '@SUM(A1)', '\tx', '=a;b'])(
    'holds no formula for a spreadsheet: %j',
    (hostile) => {
      const csv = writeSheet([{ ...jan, name: hostile }]);
      expect(csv).toContain(`'${hostile}`);
      expect(readSheet(csv)[0]?.name).toBe(hostile);
    },
  );

  test('may have semicolons, other columns, any order and case', () => {
    const rows = readSheet('Extension;Team;E-mail;EMAIL;Source\n103;A;x;new@example.com;office\n');
    expect(rows).toMatchObject([{ line: 2, email: 'new@example.com', extension: '103', source: 'office' }]);
  });

  test.each([
    { csv: '', says: 'no rows' },
    { csv: 'email\n', says: 'no rows' },
    { csv: 'name,phone\nEva,101\n', says: '“email” is missing' },
    { csv: 'email\n"a@example.com\n', says: 'no table' },
    { csv: `email\n${'x'.repeat(300)}\n`, says: 'Row 2' },
    { csv: `email\n${'a@example.com\n'.repeat(20_001)}`, says: 'at most 20000 rows' },
  ])('that is none is refused in words: $says', ({ csv, says }) => {
    expect(() => readSheet(csv)).toThrow(says);
  });
});

describe('each row of a file', () => {
  const heading = 'email,name,source,user,extension,connection,crm_user\n';
  const fateOf = (rows: string) => plan(heading + rows).fates.map(({ fate, message }) => [fate, message]);

  test('adds, changes or leaves its agent', () => {
    const { fates, put } = plan(
      `${heading}new@example.com,New,office,new,,,\njan@example.com,Jan,office,,103,,\njan@example.com,,office,jan,,,\n`,
    );
    expect(fates.map(({ line, fate }) => [line, fate])).toEqual([
      [2, 'add'],
      [3, 'change'],
      [4, 'change'],
    ]);
    expect(fates[1]?.message).toBe('Changes, and loses 102 on office');
    expect(put).toEqual([
      { name: 'New', email: 'new@example.com', pbx: [{ source: 'office', user: 'new' }], crm: [] },
      {
        ...{ name: 'Jan', email: 'jan@example.com', crm: [] },
        pbx: [
          { source: 'office', extension: '103' },
          { source: 'office', user: 'jan' },
        ],
      },
    ]);
  });

  test.each([
    { row: ',Nobody,office,x,,,', says: /address is missing/ },
    { row: 'filed@example.com,F,office,x,,,', says: /configuration file/ },
    { row: 'n@example.com,N,nowhere,x,,,', says: /no phone system named nowhere/ },
    { row: 'n@example.com,N,,x,,,', says: /Name the phone system/ },
    { row: 'n@example.com,N,office,,,,', says: /Give a user, an extension or a device/ },
    { row: 'n@example.com,N,,,,nothing,1', says: /no connection named nothing/ },
    { row: 'n@example.com,N,,,,sales,', says: /Give the CRM user/ },
    { row: 'n@example.com,N,office,,102,,', says: /jan@example.com’s already/ },
  ])('at fault says why: $row', ({ row, says }) => {
    expect(fateOf(`${row}\n`)).toEqual([['fault', expect.stringMatching(says)]]);
  });

  test('of one agent shares the fault of the others', () => {
    expect(fateOf('n@example.com,N,office,n,,,\nn@example.com,N,nowhere,n,,,\n')).toEqual([
      ['fault', 'Another row of this agent has a fault'],
      ['fault', 'There is no phone system named nowhere'],
    ]);
  });

  test('may take a phone from an agent who gives it up in the same file, and no phone twice', () => {
    expect(
      fateOf('jan@example.com,Jan,office,,105,,\nn@example.com,N,office,,102,,\n').map(([fate]) => fate),
    ).toEqual(['change', 'add']);
    expect(fateOf('a@example.com,A,office,,110,,\nb@example.com,B,office,,110,,\n')[1]).toEqual([
      'fault',
      'This phone is a@example.com’s already',
    ]);
  });
});
