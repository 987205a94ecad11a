import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { openSqlite } from '../../src/store/database.ts';
import { aCast } from '../support/cast.ts';
import { adminKey, staff } from '../support/office.ts';
import { startProcess, type TestProcess } from '../support/process.ts';
import { until } from '../support/until.ts';
import { anOfficeWith } from './crm-storm.ts';
import type { StormyCrm, Woe } from './stormy-crm.ts';
import { startStormyHubspot } from './stormy-hubspot.ts';
import { startStormySalesforce } from './stormy-salesforce.ts';

interface Death {
  when: string;
  /** What the CRM does with the person. */
  woe: Woe | null;
  /** Whether it is there when we die. */
  written: boolean;
  afterMs?: number;
}

const deaths: readonly Death[] = [
  { when: 'with a write under way that never arrived', woe: 'hang_before', written: false },
  { when: 'before the answer to the write', woe: 'hang_after', written: true },
  { when: 'after the answer was cut', woe: 'cut_after', written: true },
  { when: 'with the answer', woe: null, written: true },
  { when: 'soon after the answer', woe: null, written: true, afterMs: 15 },
  { when: 'later', woe: null, written: true, afterMs: 60 },
];

/** For longer than a CRM's search may lag. */
const nightMs = 10 * 60_000;

describe.each(['a rule', 'an agent'] as const)('people made by %s while we are killed', (maker) => {
  let crms: StormyCrm[];
  let office: TestProcess;
  let number = 605_000_000;

  beforeAll(async () => {
    crms = [
      await startStormySalesforce({ unique: true }),
      await startStormyHubspot({ unique: true, oauth: false }),
    ];
    const provision = anOfficeWith(crms);
    const connections = (provision.connections ?? []).map((connection) => ({
      ...connection,
      rules: { unknownCaller: maker === 'an agent' ? 'log' : ruleOf[connection.name] },
    }));
    office = await startProcess({ ...provision, connections }, 'test/chaos/impatient.ts');
  });
  afterAll(async () => {
    await office.stop();
    for (const crm of crms) await crm.close();
  });

  const ruleOf: Readonly<Record<string, string>> = { salesforce: 'create_lead', hubspot: 'create_contact' };

  /** Eva presses the button, in each CRM. Answers how that ended; 0: she had no answer. */
  async function press(callId: string): Promise<number[]> {
    const path = `/api/agent/calls/${callId}/contact?agent=${encodeURIComponent(staff.eva.email)}`;
    return Promise.all(
      crms.map(({ name }) =>
        fetch(`${office.url()}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ connection: name, name: 'Nora Nová' }),
        }).then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    );
  }

  /** Nobody is there for a night: what never arrived is known not to have. */
  async function sleepOver(): Promise<void> {
    const { db, close } = await openSqlite(office.databaseFile, 5_000);
    await db
      .updateTable('new_callers')
      .set(({ eb }) => ({ tried_at: eb('tried_at', '-', nightMs) }))
      .execute();
    await close();
  }

  const patienceMs = 120_000;
  it.each(deaths)(
    '$when: each CRM has one person, and the one call under them',
    { timeout: 2 * patienceMs },
    async (death) => {
      const phone = `+420${String((number += 1))}`;
      const cast = aCast({ customerNumber: phone, country: 'CZ' });
      const steps = scenarios.linuxbox.simple(cast);
      const end = steps.slice(-1);
      const asked = crms.map((crm) => crm.people.asked());
      if (death.woe !== null) for (const crm of crms) crm.people.fail(death.woe);

      await office.play('office', steps.slice(0, -1));
      const { id } = await office.callOf(cast.callId);
      const pressed = maker === 'an agent' ? press(id) : office.play('office', end);
      await until('each CRM was to make somebody', () =>
        crms.every(({ people }, n) =>
          death.written ? people.with(phone).length > 0 : people.asked() > (asked[n] ?? 0),
        ),
      );
      await sleep(death.afterMs ?? 0);
      await office.kill();
      await pressed;
      if (!death.written) await sleepOver();
      await office.start();

      if (maker === 'an agent') {
        // Her call may be still there, or over.
        const isMade = async () => (await press(id)).every((status) => status === 201);
        await until('her contact is there', isMade, patienceMs);
        await office.play('office', end);
      }
      await office.quiet();
      for (const crm of crms) {
        const people = crm.people.with(phone);
        const calls = crm.calls().filter(({ key }) => key.startsWith(`rs-${id}-`));
        expect({ crm: crm.name, people: people.length, links: calls.map(({ links }) => links) }).toEqual({
          crm: crm.name,
          people: 1,
          links: [people],
        });
      }
    },
  );
});
