import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewPerson } from '../../src/crm/contract.ts';
import { voidCallerClaims } from '../../src/lookup/new-caller-rows.ts';
import { createNewCallers } from '../../src/lookup/new-callers.ts';
import { openSqlite } from '../../src/store/database.ts';
import { aCaller, aCrm } from '../lookup/people-crm.ts';
import { createPower } from './mortal.ts';

const directory = mkdtempSync(join(tmpdir(), 'ringside_test_'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const time = { now: Date.UTC(2026, 10, 16, 9) };
let crm: ReturnType<typeof aCrm>;
beforeEach(() => {
  crm = aCrm(time, 30_000);
});

/** One life of a process of ours: it dies after so many queries and requests. True: it lived to have the answer. */
async function live(file: string, caller: NewPerson, another: boolean, steps: number): Promise<boolean> {
  const { db: open, sqlite } = await openSqlite(file, 2_000);
  const power = createPower();
  await voidCallerClaims(open);
  const { connector } = crm;
  const mortal = {
    ...connector,
    async createPerson(person: NewPerson, x: Parameters<NonNullable<typeof connector.createPerson>>[1]) {
      await power.step();
      const ref = await connector.createPerson?.(person, x);
      await power.step();
      if (ref === undefined) throw new Error('it takes people');
      return ref;
    },
  };
  const rules = { neverMatch: { numbers: [], companies: [], records: [] } };
  const callers = createNewCallers({ db: open.withPlugin(power.plugin), clock: () => time.now });
  const dead = power.cutAfter(steps).then(() => false);
  const asked = async (): Promise<boolean> => {
    for (;;) {
      const connection = { id: 'k1', name: 'sales', rules, connector: mortal };
      const made = await callers.findOrMake(connection, caller, { ms: 60_000, another });
      if ('match' in made) return made.match !== null;
      time.now = made.later;
    }
  };
  const lived = await Promise.race([dead, asked()]);
  power.cut();
  sqlite.close();
  return lived;
}

describe.each([
  ['a rule', false],
  ['an agent', true],
])('whoever %s makes is there once', (_, another) => {
  it('wherever we die, and wherever we die after that', async () => {
    const file = join(directory, `${String(another)}.sqlite`);
    let number = 601_000_000;
    let deaths = 0;
    for (let first = 0, survived = false; !survived; first += 1) {
      // Every second death comes again a few steps further in the next life.
      const lives = first % 2 === 0 ? [first, first + 2, Infinity] : [first, Infinity];
      const caller = { ...aCaller, phone: `+420${String((number += 1))}` };
      crm.people.length = 0;
      for (const [n, steps] of lives.entries()) {
        const lived = await live(file, caller, another, steps);
        deaths += lived ? 0 : 1;
        survived ||= n === 0 && lived;
      }
      expect({ first, people: crm.people.map(({ phone }) => phone) }).toEqual({
        first,
        people: [caller.phone],
      });
    }
    expect(deaths).toBeGreaterThan(6);
  });
});
