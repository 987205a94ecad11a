import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { connectionRules } from '../../src/crm/rules.ts';
import { createAsk, type Answer, type AskedConnection } from '../../src/lookup/ask.ts';
import type { Match } from '../../src/model/contact.ts';
import { until } from '../support/until.ts';

const number = '+420591166223';
const match = (connection: string): Match => ({
  ...{ connection, type: 'contact', id: connection, name: connection, company: null, url: '' },
  ...{ ownerId: null, matchedOn: 'Phone' },
});

/** A CRM that answers when it is told to. */
function aCrm(name: string) {
  const asked: { e164: string; national: string; country: string | null }[] = [];
  let settle: { answer(matches: Match[]): void; fail(): void } | null = null;
  const connection: AskedConnection = {
    id: name,
    name,
    rules: connectionRules.parse({}),
    connector: {
      findByPhone: (query) =>
        new Promise((resolve, reject) => {
          asked.push(query);
          settle = { answer: resolve, fail: () => reject(new Error(`${name} is down`)) };
        }),
    },
  };
  return {
    connection,
    asked,
    answers: (matches: Match[] = [match(name)]) => settle?.answer(matches),
    fails: () => settle?.fail(),
  };
}

/** Asks these CRMs; everything told is kept. */
function asking(connections: readonly AskedConnection[], deadlineMs = 5_000) {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  const ask = createAsk({ connections: () => connections, deadlineMs, log });
  return {
    lines,
    ask(e164 = number, knownBy: string[] = []): Answer[] {
      const told: Answer[] = [];
      ask(e164, new Set(knownBy), (answer) => told.push(answer));
      return told;
    },
  };
}

const names = (answer: Answer | undefined): [string, string[]] | null =>
  answer === undefined ? null : [answer.lookup, answer.matches.map(({ name }) => name)];
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the CRMs, asked for a number', () => {
  it('are asked all at once, and each answer is told as it comes', async () => {
    const [slow, quick] = [aCrm('slow'), aCrm('quick')];
    const told = asking([slow.connection, quick.connection]).ask();
    await until('both are asked', () => slow.asked.length === 1 && quick.asked.length === 1);
    expect(slow.asked).toEqual([{ e164: number, national: '591166223', country: 'CZ' }]);
    quick.answers();
    await until('it was told', () => told.length === 1);
    expect(names(told[0])).toEqual(['pending', ['quick']]);
    slow.answers();
    await until('it was told', () => told.length === 2);
    expect(names(told[1])).toEqual(['done', ['quick', 'slow']]);
  });

  it('of which one fails: partial; of which all fail: failed', async () => {
    const [good, bad] = [aCrm('good'), aCrm('bad')];
    const told = asking([good.connection, bad.connection]).ask();
    await until('both are asked', () => good.asked.length + bad.asked.length === 2);
    bad.fails();
    good.answers([]);
    await until('both answered', () => told.length === 2);
    expect(names(told[1])).toEqual(['partial', []]);

    const alone = aCrm('bad');
    const { ask, lines } = asking([alone.connection]);
    const failed = ask();
    await until('it is asked', () => alone.asked.length === 1);
    alone.fails();
    await until('it was told', () => failed.length === 1);
    expect(names(failed[0])).toEqual(['failed', []]);
    expect(lines.join('')).not.toContain('591166223');
  });

  it('that do not answer in time hold nothing up, even when they ignore their signal', async () => {
    const [dead, alive] = [aCrm('dead'), aCrm('alive')];
    const told = asking([dead.connection, alive.connection], 100).ask();
    await until('both are asked', () => alive.asked.length === 1);
    alive.answers();
    await until('the deadline passed', () => told.length === 2);
    expect(names(told[1])).toEqual(['partial', ['alive']]);
    dead.answers();
    await turn();
    expect(told).toHaveLength(2);
  });

  it('are asked once for rings of one number at the same time; the late ring hears what is known', async () => {
    const [slow, quick] = [aCrm('slow'), aCrm('quick')];
    const { ask } = asking([slow.connection, quick.connection]);
    const first = ask();
    await until('both are asked', () => slow.asked.length === 1 && quick.asked.length === 1);
    quick.answers();
    await until('it was told', () => first.length === 1);
    const second = ask();
    expect(second.map(names)).toEqual([['pending', ['quick']]]);
    slow.answers();
    await until('both heard it', () => first.length === 2 && second.length === 2);
    expect(names(second[1])).toEqual(['done', ['quick', 'slow']]);
    expect([slow.asked.length, quick.asked.length]).toEqual([1, 1]);
  });

  it('are asked for each number by itself', async () => {
    const crm = aCrm('crm');
    const { ask } = asking([crm.connection]);
    ask();
    ask('+442079460123');
    await until('both are asked', () => crm.asked.length === 2);
    expect(crm.asked.map(({ e164 }) => e164)).toEqual([number, '+442079460123']);
  });

  it('are not asked again for what they have said, and are for what they failed to say', async () => {
    const crm = aCrm('crm');
    const { ask } = asking([crm.connection]);
    const first = ask();
    await until('it is asked', () => crm.asked.length === 1);
    crm.fails();
    await until('it was told', () => first.length === 1);
    await turn();
    const second = ask();
    await until('it is asked again', () => crm.asked.length === 2);
    crm.answers();
    await until('it was told', () => second.length === 1);
    await turn();
    expect(ask().map(names)).toEqual([['done', ['crm']]]);
    expect(crm.asked).toHaveLength(2);
  });

  it('are not asked where the index knows the number, and remember each by itself', async () => {
    const [known, other] = [aCrm('known'), aCrm('other')];
    const { ask } = asking([known.connection, other.connection]);
    const first = ask(number, ['known']);
    await until('it is asked', () => other.asked.length === 1);
    other.answers([]);
    await until('it was told', () => first.length === 1);
    expect(names(first[0])).toEqual(['done', []]);
    expect(known.asked).toEqual([]);
    expect(ask(number, ['known']).map(names)).toEqual([['done', []]]);
    expect(ask(number, ['known', 'other']).map(names)).toEqual([['done', []]]);
    expect(other.asked).toHaveLength(1);

    const forgotten = ask(number);
    expect(forgotten.map(names)).toEqual([['pending', []]]);
    await until('it is asked too', () => known.asked.length === 1);
    known.answers();
    await until('it was told', () => forgotten.length === 2);
    expect(names(forgotten[1])).toEqual(['done', ['known']]);
    expect(other.asked).toHaveLength(1);
  });

  it('that are dead do not keep others from being asked', async () => {
    const [dead, alive] = [aCrm('dead'), aCrm('alive')];
    const { ask } = asking([dead.connection, alive.connection]);
    for (let at = 0; at < 500; at += 1) ask(`+4205911${String(10_000 + at)}`, ['alive']);
    const told = ask();
    await until('it is asked', () => alive.asked.length === 1);
    alive.answers();
    await until('it was told', () => told.length === 2);
    expect(names(told[1])).toEqual(['partial', ['alive']]);
  });

  it('beyond a bound are not asked: a dead CRM must not collect rings', async () => {
    const crm = aCrm('crm');
    const { ask } = asking([crm.connection]);
    for (let at = 0; at < 500; at += 1) ask(`+4205911${String(10_000 + at)}`);
    expect(ask().map(names)).toEqual([['failed', []]]);
    await turn();
    expect(crm.asked).toHaveLength(500);
  });

  it('where there are none: nothing to find', async () => {
    const told = asking([]).ask();
    await until('it was told', () => told.length === 1);
    expect(names(told[0])).toEqual(['done', []]);
  });
});
