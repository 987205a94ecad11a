import fc from 'fast-check';
import type { Scenario, WireStep } from '../../src/demo/cast.ts';
import { scenarios } from '../../src/demo/scenarios.ts';
import { contaqtOracles, linuxboxOracles, type ScenarioOracle } from '../calls/scenario-oracles.ts';
import { aCast } from '../support/cast.ts';
import type { SourceName } from '../support/client.ts';
import { anOffice, staff, type Provision, type StaffName } from '../support/office.ts';
import { expectedAgents } from './storm.ts';
import { woes, type CallInCrm, type StormyCrm, type Woe } from './stormy-crm.ts';

/** One call that is sent, and all that the CRMs must then hold of it. */
export interface SentCall {
  pbxCallId: string;
  source: SourceName;
  /** Of the scenario. */
  name: string;
  startedAt: number;
  steps: readonly WireStep[];
  oracle: ScenarioOracle;
  phone: string;
  tags: readonly string[];
  leadId: string | null;
}

type Kind = readonly [SourceName, string];

const kinds: readonly Kind[] = [
  ['hub', 'simple'],
  ['hub', 'missed'],
  ['hub', 'ringGroup'],
  ['hub', 'blindTransfer'],
  ['hub', 'outgoing'],
  ['hub', 'outgoingBusy'],
  ['hub', 'dialerWithLead'],
  ['hub', 'queue'],
  ['office', 'recordedTwice'],
  ['office', 'dialerWithLead'],
];

/** Every scenario of both phone systems. */
export const everyKind: readonly Kind[] = [
  ...Object.keys(linuxboxOracles).map((name): Kind => ['office', name]),
  ...Object.keys(contaqtOracles).map((name): Kind => ['hub', name]),
];
const phones = ['+420591166223', '+420602123456', '+420777000333', '+420777999888'];

const anyCall = (of: readonly Kind[]) =>
  fc.record({
    kind: fc.constantFrom(...of),
    phone: fc.constantFrom(...phones),
    tags: fc.uniqueArray(fc.constantFrom('vip', 'retour', 'čeština'), { maxLength: 2 }),
    leadId: fc.constantFrom('L7', 'L-8'),
  });

const contaqtScenarios: Readonly<Record<string, Scenario>> = scenarios.contaqt;
const linuxboxScenarios: Readonly<Record<string, Scenario>> = scenarios.linuxbox;

/** The same calls for the same seed, but for their ids and times. */
export function writeCalls(count: number, seed: number, of = kinds): SentCall[] {
  return fc
    .sample(anyCall(of), { numRuns: count, seed })
    .map(({ kind: [source, name], phone, tags, leadId }) => {
      const lead = { id: leadId, name: 'Nová' };
      const cast = aCast({ customerNumber: phone, country: 'CZ', tags, lead });
      const told = (source === 'hub' ? contaqtScenarios : linuxboxScenarios)[name];
      const oracle = (source === 'hub' ? contaqtOracles : linuxboxOracles)[name];
      if (told === undefined || oracle === undefined) throw new Error(`nobody says what comes of ${name}`);
      return {
        pbxCallId: cast.callId,
        source,
        name,
        startedAt: cast.startedAt,
        steps: told(cast),
        oracle,
        phone,
        // linuxbox has neither.
        tags: source === 'hub' ? tags : [],
        leadId: source === 'hub' && name === 'dialerWithLead' ? leadId : null,
      };
    });
}

/** What befalls one request after the other. */
export function writeWeather(seed: number): () => Woe | null {
  const woe = fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom<Woe>(...woes) },
  );
  const coming = fc.sample(woe, { numRuns: 5_000, seed });
  let next = 0;
  return () => coming[next++ % coming.length] ?? null;
}

const people = Object.keys(staff) as StaffName[];

/** The office with a connection to each of these CRMs, where each agent is somebody. */
export function anOfficeWith(crms: readonly Pick<StormyCrm, 'name' | 'settings' | 'owners'>[]): Provision {
  const office = anOffice();
  return {
    ...office,
    connections: crms.map(({ name, settings }) => ({ name, crm: name, settings })),
    directory: [],
    agents: (office.agents ?? []).map((agent, n) => ({
      ...agent,
      crm: crms.map(({ name, owners }) => ({ connection: name, user: owners[n] ?? '' })),
    })),
  };
}

/** linuxbox tells no times: those of its calls are when we heard. */
export type Told = Omit<CallInCrm, 'key' | 'startedAt' | 'talkSeconds'> & { times: [string, number] | null };

/** What this CRM must hold of a call, by who sent it: one for each agent who talked. */
export function toldOf(
  call: SentCall,
  crm: Pick<StormyCrm, 'records' | 'owners' | 'ownerOfNobodys'>,
): Told[] {
  const record = crm.records.find(({ phone }) => phone === call.phone);
  return expectedAgents(call.oracle).map((name) => {
    const user = people.find((one) => staff[one].name === name) ?? onlyOneRung(call.oracle);
    const talkMs = name === null ? 0 : (call.oracle.talkMs[user ?? ''] ?? 0);
    return {
      owner: user === undefined ? crm.ownerOfNobodys : (crm.owners[people.indexOf(user)] ?? null),
      links: record === undefined ? [] : [record.id],
      leadId: call.leadId,
      tags: [...call.tags],
      recorded: (call.oracle.recordings ?? 0) > 0,
      times:
        call.source === 'hub' ? [new Date(call.startedAt).toISOString(), Math.round(talkMs / 1_000)] : null,
    };
  });
}

/** A missed call of one phone is that agent's to call back. */
function onlyOneRung({ rung }: ScenarioOracle): StaffName | undefined {
  return people.find((one) => one === rung[0]);
}

export function asTold({ key: _, startedAt, talkSeconds, ...rest }: CallInCrm, { source }: SentCall): Told {
  return { ...rest, times: source === 'hub' ? [startedAt, talkSeconds] : null };
}
