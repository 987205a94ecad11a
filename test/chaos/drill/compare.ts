import { isDeepStrictEqual } from 'node:util';
import { decodeActivity } from '../../../src/activity/payload.ts';
import type { Db } from '../../../src/store/database.ts';
import { asTold, toldOf, type SentCall, type Told } from '../crm-storm.ts';
import { asInCrm, type CallInCrm } from '../stormy-crm.ts';
import type { RemoteCrm } from './crm-orders.ts';
import type { Exchange } from './exchange.ts';

/** In words, one entry each. */
export interface Findings {
  /** Acknowledged, and not there. */
  lost: string[];
  /** There, and not to be there, or more than once. */
  doubled: string[];
  /** There, but not as it should be. */
  wrong: string[];
}

/** Holds what was acknowledged against the journal, the ledger and what the CRMs have, record by record. */
export async function compare(
  db: Db,
  { acknowledged, strange }: Pick<Exchange, 'acknowledged' | 'strange'>,
  calls: readonly SentCall[],
  crms: readonly RemoteCrm[],
): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], wrong: [...strange] };
  await compareJournal(db, acknowledged, findings);
  const ids = await idsOf(db, findings);
  for (const crm of crms) {
    const there = await crm.calls();
    compareCalls(crm, there, calls, ids, findings);
    await compareLedger(db, crm, there, findings);
  }
  return findings;
}

async function compareJournal(db: Db, acknowledged: ReadonlySet<string>, { lost }: Findings): Promise<void> {
  const kept = new Set<string>();
  for (
    let last = 0, rows = await journalAfter(db, last);
    rows.length > 0;
    rows = await journalAfter(db, last)
  )
    for (const { id, raw } of rows) {
      last = id;
      for (const [mark] of raw.matchAll(/m\d+m/g)) kept.add(mark);
    }
  for (const mark of acknowledged)
    if (!kept.has(mark)) lost.push(`event ${mark} was acknowledged and is not in the journal`);
}

const journalAfter = (db: Db, id: number) =>
  db.selectFrom('journal').select(['id', 'raw']).where('id', '>', id).orderBy('id').limit(5_000).execute();

/** By the PBX's own. */
async function idsOf(db: Db, { doubled }: Findings): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { id, call_json } of await db.selectFrom('calls').select(['id', 'call_json']).execute()) {
    const pbxCallId = /"pbxCallId":"([^"]+)"/.exec(call_json)?.[1] ?? '';
    if (ids.has(pbxCallId)) doubled.push(`call ${pbxCallId} is there twice: ${id}`);
    ids.set(pbxCallId, id);
  }
  return ids;
}

function compareCalls(
  crm: RemoteCrm,
  there: readonly CallInCrm[],
  calls: readonly SentCall[],
  ids: ReadonlyMap<string, string>,
  findings: Findings,
): void {
  const byCall = new Map<string, CallInCrm[]>();
  for (const one of there) {
    const id = one.key.replace(/^rs-(.*)-\d+$/, '$1');
    byCall.set(id, [...(byCall.get(id) ?? []), one]);
  }
  for (const call of calls) {
    const id = ids.get(call.pbxCallId) ?? '';
    compareCall(crm, call, byCall.get(id) ?? [], findings);
    byCall.delete(id);
  }
  for (const stray of byCall.values())
    findings.doubled.push(...stray.map((one) => `${crm.name}: nobody sent ${JSON.stringify(one)}`));
}

function compareCall(
  crm: RemoteCrm,
  call: SentCall,
  there: readonly CallInCrm[],
  { lost, doubled, wrong }: Findings,
): void {
  const found = there.toSorted(byKey);
  const expected = toldOf(call, crm);
  const name = `${crm.name}: call ${call.pbxCallId} (${call.source}, ${call.name})`;
  const text = `${name} has ${what(found)}, should have ${what(expected)}`;
  const more = found.length - expected.length;
  if (more < 0) lost.push(...repeat(-more, text));
  else if (more > 0) doubled.push(...repeat(more, text));
  else
    wrong.push(
      ...differences(
        name,
        found.map((one) => asTold(one, call)),
        expected,
      ),
    );
  for (const { talkSeconds } of found)
    if (!(talkSeconds >= 0)) wrong.push(`${name} lasted ${String(talkSeconds)} s`);
}

function differences(name: string, found: readonly Told[], expected: readonly Told[]): string[] {
  return expected.flatMap((one, n) =>
    isDeepStrictEqual(found[n], one)
      ? []
      : [`${name} is ${JSON.stringify(found[n])}, should be ${JSON.stringify(one)}`],
  );
}

/** What we say that we logged is what the CRM has, with all times, linuxbox's too. */
async function compareLedger(
  db: Db,
  crm: RemoteCrm,
  there: readonly CallInCrm[],
  findings: Findings,
): Promise<void> {
  const rows = await db
    .selectFrom('activities')
    .innerJoin('connections', 'connections.id', 'connection_id')
    .select(['activities.key', 'activities.status', 'activities.payload_json'])
    .where('connections.name', '=', crm.name)
    .execute();
  const logged = new Map(
    rows
      .filter(({ status }) => status === 'logged')
      .map(({ key, payload_json }) => [key, asInCrm(decodeActivity(payload_json), crm)]),
  );
  const seen = new Set<string>();
  for (const one of there) {
    if (seen.has(one.key)) findings.doubled.push(`${crm.name}: ${one.key} is there twice`);
    seen.add(one.key);
    const ours = logged.get(one.key);
    if (!isDeepStrictEqual(ours, one))
      findings.wrong.push(
        `${crm.name} has ${JSON.stringify(one)}, the ledger ${JSON.stringify(ours ?? 'nothing')}`,
      );
  }
  for (const key of logged.keys())
    if (!seen.has(key)) findings.lost.push(`${crm.name}: ${key} is logged in the ledger alone`);
}

const byKey = (a: CallInCrm, b: CallInCrm): number => (a.key < b.key ? -1 : 1);
const repeat = (count: number, text: string): string[] => Array.from({ length: count }, () => text);
const what = (records: readonly object[]): string => `${String(records.length)} ${JSON.stringify(records)}`;
