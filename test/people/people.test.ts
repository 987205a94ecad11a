import { expect, test } from 'vitest';
import { createApiKeys } from '../../src/people/api-keys.ts';
import { createPeople } from '../../src/people/people.ts';
import { hashPassword, passwordMatches } from '../../src/people/passwords.ts';
import { createSignInLinks } from '../../src/people/sign-in-links.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { describeEachDatabase } from '../support/databases.ts';

const clock = (): number => 1_000_000;
const password = 'correct horse battery staple';
const ada = { name: 'Ada', email: 'ada@example.com', role: 'admin', password } as const;

test('a password is kept as Argon2id, and only itself matches', async () => {
  const hash = await hashPassword(password);
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwordMatches(hash, password)).toBe(true);
  expect(await passwordMatches(hash, `${password} `)).toBe(false);
  // Someone unknown costs the same work and never matches.
  expect(await passwordMatches(null, password)).toBe(false);
});

describeEachDatabase('people', (open) => {
  test('are one per address, whatever its case', async () => {
    const { db } = await open();
    const people = createPeople({ db, clock });
    expect(await people.hasAdmin()).toBe(false);
    const made = await people.create({ ...ada, email: 'Ada@Example.com' });
    expect(made).toEqual({
      id: made.id,
      name: 'Ada',
      email: 'ada@example.com',
      role: 'admin',
      provisioned: false,
      disabled: false,
    });
    expect(await people.byEmail('ADA@example.com')).toEqual(made);
    expect(await people.byId(made.id)).toEqual(made);
    expect(await people.hasAdmin()).toBe(true);
    await expect(people.create(ada)).rejects.toThrow(Refusal);
    expect(await people.withPassword('ada@EXAMPLE.com', password)).toEqual(made);
    expect(await people.withPassword('ada@example.com', 'other')).toBeNull();
  });

  test('without a password cannot sign in with one', async () => {
    const { db } = await open();
    const people = createPeople({ db, clock });
    await people.create({ ...ada, password: undefined });
    expect(await people.withPassword(ada.email, '')).toBeNull();
  });

  test('from a file are hashed anew only when the password changed, and then their sessions end', async () => {
    const { db } = await open();
    const people = createPeople({ db, clock });
    const made = await people.provision(ada);
    const hash = async () =>
      (await db.selectFrom('people').select('password_hash').executeTakeFirst())?.password_hash;
    const session = { sid_hash: 'x', person_id: made.id, data_json: '{}', expires_at: 2_000_000 };
    await db.insertInto('sessions').values(session).execute();
    const before = await hash();

    expect(await people.provision({ ...ada, name: 'Ada L.' })).toEqual({ ...made, name: 'Ada L.' });
    await people.provision({ ...ada, password: undefined });
    expect(await hash()).toBe(before);
    expect(await db.selectFrom('sessions').selectAll().execute()).toHaveLength(1);

    await people.provision({ ...ada, password: 'another good password' });
    expect(await hash()).not.toBe(before);
    expect(await db.selectFrom('sessions').selectAll().execute()).toEqual([]);
    expect(await people.withPassword(ada.email, 'another good password')).not.toBeNull();

    await people.releaseExcept(['other@example.com']);
    expect((await people.byId(made.id))?.provisioned).toBe(false);
  });
});

describeEachDatabase('API keys', (open) => {
  test('are known by what they are, and kept as a digest', async () => {
    const { db } = await open();
    const keys = await createApiKeys({ db, clock });
    const { key, token } = await keys.create({ name: 'ops', role: 'admin', expiresAt: null });
    expect(token).toMatch(/^rs_[0-9A-Za-z]{32}$/);
    expect(keys.byToken(token)).toEqual({ ...key, usedAt: clock() });
    for (const other of ['', 'rs_', `${token}x`, token.slice(0, -1)]) expect(keys.byToken(other)).toBeNull();
    expect(JSON.stringify(await db.selectFrom('api_keys').selectAll().execute())).not.toContain(token);
    await expect(keys.create({ name: 'ops', role: 'agent', expiresAt: null })).rejects.toThrow(Refusal);
    const afterRestart = await createApiKeys({ db, clock });
    expect(afterRestart.byToken(token)).toEqual(keys.byToken(token));
  });

  test('from a file replace the key of the same name', async () => {
    const { db } = await open();
    const keys = await createApiKeys({ db, clock });
    await keys.provision({ name: 'ops', role: 'agent', key: 'rs_first' });
    await keys.provision({ name: 'ops', role: 'admin', key: 'rs_second' });
    expect(keys.byToken('rs_first')).toBeNull();
    expect(keys.byToken('rs_second')).toMatchObject({ role: 'admin', provisioned: true });
    await keys.releaseExcept([]);
    expect(keys.list()).toMatchObject([{ name: 'ops', provisioned: false }]);
  });
});

describeEachDatabase('the first-run link', (open) => {
  test('makes one admin of however many ask at once', async () => {
    const { db } = await open();
    const links = createSignInLinks({ db, clock, firstRunMs: 1000, signInMs: 1000 });
    const token = (await links.firstRun()) ?? '';
    const asked = Array.from({ length: 5 }, (_, n) =>
      links.createFirstAdmin(token, { ...ada, email: `a${n}@example.com` }),
    );
    const states = (await Promise.all(asked)).map(({ state }) => state);
    expect(states.filter((state) => state === 'open')).toHaveLength(1);
    expect(await db.selectFrom('people').selectAll().execute()).toHaveLength(1);
  });

  test('is not used up by an address that is taken', async () => {
    const { db } = await open();
    const people = createPeople({ db, clock });
    await people.create({ ...ada, role: 'agent' });
    const links = createSignInLinks({ db, clock, firstRunMs: 1000, signInMs: 1000 });
    const token = (await links.firstRun()) ?? '';
    await expect(links.createFirstAdmin(token, ada)).rejects.toThrow(Refusal);
    expect(await links.firstRunState(token)).toBe('open');
  });

  test('is no sign-in link, nor the other way round', async () => {
    const { db } = await open();
    const links = createSignInLinks({ db, clock, firstRunMs: 1000, signInMs: 1000 });
    const firstRun = (await links.firstRun()) ?? '';
    const personal = await links.issue('someone');
    expect(await links.redeem(firstRun)).toBeNull();
    expect(await links.firstRunState(personal)).toBe('invalid');
    expect((await links.createFirstAdmin(personal, ada)).state).toBe('invalid');
    expect(await links.redeem(personal)).toBe('someone');
    expect(await links.redeem(personal)).toBeNull();
  });

  test('is forgotten when it is too old', async () => {
    const { db } = await open();
    let now = clock();
    const links = createSignInLinks({ db, clock: () => now, firstRunMs: 1000, signInMs: 1000 });
    await links.issue('someone');
    await links.prune();
    expect(await db.selectFrom('sign_in_links').selectAll().execute()).toHaveLength(1);
    now += 1001;
    await links.prune();
    expect(await db.selectFrom('sign_in_links').selectAll().execute()).toEqual([]);
  });
});
