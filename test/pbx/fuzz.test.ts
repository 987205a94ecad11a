import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/demo/scenarios.ts';
import { aCast } from '../support/cast.ts';
import { inParallel } from '../support/in-parallel.ts';
import { rowsOf } from '../support/peek.ts';
import { startProcess, type TestProcess } from '../support/process.ts';
import { exchange } from '../support/raw-http.ts';
import { anyRequest } from './any-request.ts';

const requests = 10_000;
const atOnce = 16;
/** Another one each day, the same all day; FUZZ_SEED repeats a day. */
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000));

let office: TestProcess;
beforeAll(async () => {
  office = await startProcess();
});
afterAll(() => office.stop());

describe(`${String(requests)} requests as no PBX sends them (FUZZ_SEED=${String(seed)})`, () => {
  const statuses = new Map<number, number>();
  /** Marks of the requests that were answered as received: with 200, or with 400 and kept. */
  const received: number[] = [];

  it('are all answered, none with an error of ours', { timeout: 120_000 }, async () => {
    const all = fc.sample(anyRequest, { numRuns: requests, seed });
    await inParallel(atOnce, [...all.entries()], async ([at, make]) => {
      const { bytes, garbage } = make(`mark=m${String(at)}m`);
      const answer = await exchange(office.url(), bytes, garbage ? 300 : 20_000).catch((error: unknown) => {
        if (garbage) return { status: 0, headers: new Map<string, string>(), body: '' };
        throw error;
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const request = bytes.toString('latin1').slice(0, 500);
      if (answer.status >= 500 || (answer.status === 0 && !garbage))
        throw new Error(`${String(answer.status)} to ${request}: ${answer.body}`);
      if (answer.status === 200 && answer.body === 'OK') received.push(at);
      if (answer.status === 400 && answer.body.includes('kept in the journal')) received.push(at);
    });
    console.info(
      [...statuses]
        .sort(([a], [b]) => a - b)
        .map(([status, count]) => `${String(status)}: ${String(count)}`)
        .join(', '),
    );
    expect([...statuses.keys()].every((status) => status < 500)).toBe(true);
    // It is a test of more than the door.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(requests / 20);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(requests / 20);
  });

  it('are in the journal, each that was acknowledged', () => {
    const raws = rowsOf<{ raw: string }>(office.databaseFile, 'SELECT raw FROM journal').map(
      ({ raw }) => raw,
    );
    const found = new Set(raws.flatMap((raw) => /mark["=:]+m(\d+)m/.exec(raw)?.[1] ?? []).map(Number));
    expect(received.length).toBeGreaterThan(requests / 10);
    expect(received.filter((mark) => !found.has(mark))).toEqual([]);
  });

  it('left the process alive and at its work', async () => {
    expect(office.isAlive()).toBe(true);
    const cast = aCast();
    await office.play('hub', scenarios.contaqt.simple(cast));
    expect((await office.callOf(cast.callId)).state).toBe('ended');
    expect((await office.ledger()).balanced).toBe(true);
    expect(office.output()).not.toContain('"level":60');
    expect(office.output()).not.toMatch(/"level":50/);
  });
});
