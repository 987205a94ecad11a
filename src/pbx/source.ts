import type { Fault } from '../model/event.ts';
import { isAddressOrNetwork } from '../platform/address.ts';
import { Refusal } from '../platform/refusal.ts';

/** One configured PBX. Never put a whole source into a log line: `key` and `basic` are secrets. */
export interface Source extends SourceSettings {
  readonly id: string;
  readonly key: string;
  readonly oldKey: { readonly hash: string; readonly untilMs: number } | null;
  /** Comes from a file: read-only for people. */
  readonly provisioned: boolean;
  readonly createdAt: number;
}

export interface SourceSettings {
  readonly name: string;
  readonly dialect: string;
  /** ISO 3166-1 alpha-2: numbers without a country of their own are read in this one. */
  readonly country: string;
  /** E.164 */
  readonly ownNumbers: ReadonlySet<string>;
  /** Addresses and CIDR networks that may post events; empty: all. */
  readonly allowedAddresses: readonly string[];
  /** HTTP Basic that the PBX must send; null: none. */
  readonly basic: { readonly user: string; readonly password: string } | null;
  /** Up to this many digits without `+` are an extension. */
  readonly extensionDigits: number;
}

/** What a person or a file says of a source. What is left out keeps its value, or gets the default. */
export interface SourceDraft {
  name: string;
  dialect: string;
  country: string;
  /** As people write them, read in `country`. */
  ownNumbers: readonly string[];
  allowedAddresses?: readonly string[] | undefined;
  basic?: { user: string; password: string } | null | undefined;
  extensionDigits?: number | undefined;
}

export interface SourceKnowledge {
  /** Names of the dialects there are. */
  dialects: readonly string[];
  /** E.164 of a number read in a country; null: it is none. */
  readNumber(number: string, country: string): string | null;
}

const unset = { allowedAddresses: [], basic: null, extensionDigits: 6 } as const;

/** The draft over what the source was `before`; refuses (`invalid`) with every fault. */
export function checkedSettings(
  draft: SourceDraft,
  known: SourceKnowledge,
  before: Pick<SourceSettings, keyof typeof unset> = unset,
): SourceSettings {
  const faults = draftFaults(draft, known);
  if (faults.length > 0) throw new Refusal('invalid', 'The source cannot be saved like this', faults);
  const ownNumbers = draft.ownNumbers.map((number) => known.readNumber(number, draft.country));
  return {
    name: draft.name,
    dialect: draft.dialect,
    country: draft.country,
    ownNumbers: new Set(ownNumbers.filter((number) => number !== null)),
    allowedAddresses: draft.allowedAddresses ?? before.allowedAddresses,
    basic: draft.basic === undefined ? before.basic : draft.basic,
    extensionDigits: draft.extensionDigits ?? before.extensionDigits,
  };
}

/** What a schema alone cannot see: dialects that do not exist, numbers and addresses that are none. */
export function draftFaults(draft: SourceDraft, known: SourceKnowledge): Fault[] {
  const faults: Fault[] = [];
  if (!known.dialects.includes(draft.dialect)) {
    faults.push({ field: 'dialect', message: `Write one of: ${known.dialects.join(', ')}` });
  }
  draft.ownNumbers.forEach((number, at) => {
    if (known.readNumber(number, draft.country) !== null) return;
    faults.push({ field: `ownNumbers[${at}]`, message: `This is no telephone number of ${draft.country}` });
  });
  draft.allowedAddresses?.forEach((address, at) => {
    if (isAddressOrNetwork(address)) return;
    faults.push({
      field: `allowedAddresses[${at}]`,
      message: 'Write an IP address or a network such as 10.0.0.0/8',
    });
  });
  return faults;
}
