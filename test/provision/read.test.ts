import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePhone } from '../../src/model/phone.ts';
import { ProvisionError } from '../../src/provision/fault.ts';
import { provisionFiles } from '../../src/provision/files.ts';
import { readProvision } from '../../src/provision/read.ts';

const known = {
  sources: [] as string[],
  connections: [{ name: 'old-crm', crm: 'salesforce' }],
  dialects: ['linuxbox', 'contaqt'],
  readNumber: (number: string, country: string) => parsePhone(number, country)?.e164 ?? null,
  connectionFaults: ({ crm }: { crm: string }) =>
    crm === 'directory' ? [] : [{ field: 'settings.url', message: 'Write a web address' }],
};
const env = { ADMIN_PASSWORD: 'pa"ss: {word} # and ${more}', OPS_KEY: 'rs_0123456789abcdef', EMPTY: '' };

const read = (...texts: string[]) =>
  readProvision(
    texts.map((text, at) => ({ name: `${at + 1}.yaml`, text })),
    env,
    known,
  );

/** Faults as people read them, in order of place. */
function faultsOf(...texts: string[]): string[] {
  try {
    read(...texts);
    return [];
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error;
    return error.faults.map(({ file, line, path }) => `${file}:${String(line)} ${path}`).sort();
  }
}

const sample = `
sources:
  - { name: office, dialect: linuxbox, key: abcdefghijklmnopqrstuv, country: CZ, ownNumbers: ["+420591166200"] }
connections:
  - name: contacts
    crm: directory
    rules: { logInternal: false }
agents:
  - { name: Martin, email: Martin@example.com,
      pbx: [{ source: office, user: linuxbox, extension: "101" }],
      crm: [{ connection: contacts, user: "u1" }] }
people:                         # who may sign in
  - { email: admin@example.com, role: admin, password: \${ADMIN_PASSWORD} }
apiKeys:
  - { name: ops, role: admin, key: \${OPS_KEY} }     # key begins with rs_
directory:
  - { connection: contacts, name: Karel Novák, company: Novák s.r.o., phones: ["+420 591 166 223"] }
`;

describe('a file as DESIGN shows it', () => {
  test('is read, with its variables replaced', () => {
    const document = read(sample);
    expect(document.sources).toMatchObject([
      { name: 'office', key: 'abcdefghijklmnopqrstuv', country: 'CZ' },
    ]);
    expect(document.connections).toEqual([
      { name: 'contacts', crm: 'directory', settings: {}, rules: { logInternal: false } },
    ]);
    expect(document.agents).toMatchObject([{ email: 'martin@example.com', pbx: [{ extension: '101' }] }]);
    expect(document.apiKeys).toEqual([{ name: 'ops', role: 'admin', key: 'rs_0123456789abcdef' }]);
    expect(document.directory).toMatchObject([{ name: 'Karel Novák', phones: ['+420 591 166 223'] }]);
  });

  test('takes a variable as it is, whatever YAML would make of it', () => {
    expect(read(sample).people[0]?.password).toBe('pa"ss: {word} # and ${more}');
    const quoted = 'connections: [{ name: c, crm: directory, settings: { a: "x ${OPS_KEY} y" } }]';
    expect(read(quoted).connections[0]?.settings).toEqual({ a: 'x rs_0123456789abcdef y' });
  });

  test('may be spread over several, which refer to each other', () => {
    const [sources = '', rest = ''] = sample.split('connections:\n');
    expect(faultsOf(`connections:\n${rest}`, sources)).toEqual([]);
  });

  test('may be empty', () => {
    expect(faultsOf('', '# nothing', 'sources:\n')).toEqual([]);
  });

  test('may have block style', () => {
    const text =
      'directory:\n  - connection: book\n    name: Eva\n    phones:\n      - number: "+420591166223"\n        label: Home';
    expect(read(text).directory).toMatchObject([{ phones: [{ number: '+420591166223', label: 'Home' }] }]);
  });
});

describe('faults', () => {
  test('of all files are told at once, each with its place', () => {
    const first = `
sources:
  - { name: my office, dialect: linuxbox, country: CZ }
  - { name: two, dialect: nopbx, country: CZ, key: short, colour: red }
  - { name: three, dialect: linuxbox, country: CZ, ownNumbers: ["12", "+420591166200"] }
people:
  - { email: nobody, role: boss, password: \${NOT_SET} }
nonsense: []
`;
    const second = `
sources:
  - { name: three, dialect: linuxbox, country: CZ }
agents:
  - { name: A, email: a@example.com, pbx: [{ source: three, extension: 101 }, { source: two, user: a }] }
  - { name: B, email: b@example.com, pbx: [{ source: four, user: a }], crm: [{ connection: none, user: x }] }
`;
    const broken = 'sources: [\n  { name: x\n';
    const faults = faultsOf(first, second, broken);
    expect(faults.filter((fault) => fault.startsWith('3.yaml'))).not.toEqual([]);
    expect(faults.filter((fault) => !fault.startsWith('3.yaml'))).toEqual([
      '1.yaml:3 sources[0].name',
      '1.yaml:4 sources[1]',
      '1.yaml:4 sources[1].dialect',
      '1.yaml:4 sources[1].key',
      '1.yaml:5 sources[2].ownNumbers[0]',
      '1.yaml:7 people[0].email',
      '1.yaml:7 people[0].password',
      '1.yaml:7 people[0].role',
      '1.yaml:8 nonsense',
      '2.yaml:3 sources[0].name',
      '2.yaml:5 agents[0].pbx[0].extension',
      '2.yaml:6 agents[1].crm[0].connection',
      '2.yaml:6 agents[1].pbx[0].source',
    ]);
  });

  test('say what helps, and never a value', () => {
    const text =
      'apiKeys: [{ name: a, role: admin, key: hush-hush }]\nagents: [{ name: A, email: a@b.cz, pbx: [{ source: s, extension: 101 }] }]';
    expect(() => read(text)).toThrow(/1\.yaml:1: apiKeys\[0\]\.key: A key begins with rs_/);
    expect(() => read(text)).toThrow(/extension: Write this in quotes/);
    expect(() => read(text)).not.toThrow(/hush/);
    expect(() => read('people: [{ email: a@b.cz, role: admin, password: "${NOPE}" }]')).toThrow(
      /NOPE is not set/,
    );
    expect(() => read('people: [{ email: a@b.cz, role: admin, password: "hush')).not.toThrow(/hush/);
  });

  test('are names and keys that appear twice, and one phone of two agents', () => {
    const key = 'abcdefghijklmnopqrstuv';
    const text = `
sources: [{ name: a, dialect: linuxbox, country: CZ, key: ${key} }, { name: b, dialect: linuxbox, country: CZ, key: ${key} }]
connections: [{ name: c, crm: directory }, { name: c, crm: directory }]
agents:
  - { name: A, email: a@example.com, pbx: [{ source: a, user: u }, { source: a, user: u, extension: "1" }] }
  - { name: B, email: A@example.com, pbx: [] }
  - { name: C, email: c@example.com, pbx: [{ source: a, extension: "1" }, { source: b, user: u }] }
`;
    expect(faultsOf(text)).toEqual([
      '1.yaml:2 sources[1].key',
      '1.yaml:3 connections[1].name',
      '1.yaml:6 agents[1].email',
      '1.yaml:7 agents[2].pbx[0].extension',
    ]);
  });

  test('are those of the connector, and contacts in what is no book', () => {
    const text = `
connections: [{ name: sales, crm: salesforce, settings: { url: x } }]
directory:
  - { connection: sales, name: A, phones: ["+420591166223"] }
  - { connection: old-crm, name: B, phones: ["+420591166223"] }
  - { connection: declared-nowhere, name: C, phones: ["+420591166223"] }
`;
    expect(faultsOf(text)).toEqual([
      '1.yaml:2 connections[0].settings.url',
      '1.yaml:4 directory[0].connection',
      '1.yaml:5 directory[1].connection',
    ]);
  });

  test('are references to nothing and to themselves', () => {
    expect(faultsOf('sources: *nothing')).toHaveLength(1);
    expect(faultsOf('just text')).toHaveLength(1);
    expect(faultsOf('agents: [{ name: A, email: a@example.com, pbx: [{ source: a }] }]')).toEqual([
      '1.yaml:1 agents[0].pbx[0]',
    ]);
    expect(faultsOf('sources: { name: x }')).toEqual(['1.yaml:1 sources']);
  });
});

test('the example that comes with Ringside has no faults', async () => {
  const example = await readFile(
    join(import.meta.dirname, '../../config/provision/example.yaml.sample'),
    'utf8',
  );
  const filled = { ...env, OFFICE_PBX_KEY: 'abcdefghijklmnopqrstuv' };
  expect(readProvision([{ name: 'example', text: example }], filled, known).agents).toHaveLength(1);
});

test('a directory that is not there has no files, unless someone named it', async () => {
  expect(await provisionFiles('/nowhere/at/all', false)).toEqual([]);
  await expect(provisionFiles('/nowhere/at/all', true)).rejects.toThrow(/PROVISION_DIR/);
  expect(await provisionFiles(join(import.meta.dirname, '../../config/provision'), true)).toEqual([]);
});
