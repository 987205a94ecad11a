import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createAskLead } from '../../src/lookup/ask-lead.ts';
import type { LeadAnswer } from '../../src/model/call.ts';
import type { Match } from '../../src/model/contact.ts';
import { aMatch } from '../activity/builders.ts';
import { until } from '../support/until.ts';

function asking(find: Record<string, () => Promise<Match | null>>, deadlineMs = 1_000) {
  const asked: string[] = [];
  const connections = Object.entries(find).map(([name, answer]) => ({
    id: name,
    name,
    connector: {
      findById: ({ id }: { id: string }) => {
        asked.push(`${name} ${id}`);
        return answer();
      },
    },
  }));
  const askLead = createAskLead({
    connections: () => connections,
    deadlineMs,
    log: pino({ level: 'silent' }),
  });
  const told: LeadAnswer[] = [];
  return { asked, told, ask: (id: string) => askLead(id, (answers) => void told.push(...answers)) };
}

it('every CRM is asked; a record is told at once, those that have none at the end', async () => {
  let answerLate: (none: null) => void = () => undefined;
  const late = new Promise<null>((resolve) => (answerLate = resolve));
  const found = aMatch({ id: 'L7' });
  const { told, ask } = asking({ sales: () => Promise.resolve(found), hub: () => late });
  ask('L7');
  await until('the record is told', () => told.length === 1);
  expect(told).toEqual([{ connection: 'sales', match: found }]);
  answerLate(null);
  await until('the other one is told', () => told.length === 2);
  expect(told[1]).toEqual({ connection: 'hub', match: null });
});

it('who fails or hangs is not told of, and is asked again the next time', async () => {
  const { asked, told, ask } = asking(
    {
      broken: () => Promise.reject(new Error('down')),
      hung: () => new Promise(() => undefined),
      sales: () => Promise.resolve(null),
    },
    30,
  );
  ask('L7');
  await until('the one that answers is told', () => told.length > 0);
  ask('L7');
  await until('it is told again', () => told.length > 1);
  expect(told.map(({ connection }) => connection)).toEqual(['sales', 'sales']);
  expect(asked.toSorted()).toEqual(['broken L7', 'broken L7', 'hung L7', 'hung L7', 'sales L7']);
});
