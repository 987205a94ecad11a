import type { LimitInfo } from 'jsforce';
import { ConnectorError } from '../../src/crm/errors.ts';
import { dayQuotaUsed } from './errors.ts';

export interface Usage {
  used: number;
  limit: number;
}

/** The org's API calls of the last 24 hours, which Ringside shares with everything else that talks to the org. */
export interface Quota {
  /** Each answer says how much is used (`Sforce-Limit-Info`). */
  note(info: LimitInfo): void;
  usage(): Usage | null;
  /**
   * Lets a write pass while more is left than lookups are to have.
   *
   * @param ask the true numbers, for when what is known is old
   * @throws ConnectorError `rate_limited`, scope `day`
   */
  leaveReserve(ask: () => Promise<Usage>): Promise<void>;
}

/** Calls fall out of the window all the time: after a pause the numbers are asked anew. */
const staleMs = 5 * 60_000;

/** `reservePercent` of the limit is kept for lookups. */
export function createQuota(reservePercent: number, clock: () => number): Quota {
  let known: Usage | null = null;
  let seenAt = 0;
  const see = (usage: Usage): void => {
    known = usage;
    seenAt = clock();
  };
  const isLow = (): boolean =>
    known !== null && known.limit - known.used <= (known.limit * reservePercent) / 100;
  return {
    note({ apiUsage }) {
      // jsforce keeps the last one seen: an answer without the header says nothing new.
      if (apiUsage !== undefined && apiUsage.used !== known?.used) see(apiUsage);
    },
    usage: () => known,
    async leaveReserve(ask) {
      if (!isLow()) return;
      if (clock() - seenAt > staleMs) see(await ask());
      if (!isLow()) return;
      throw new ConnectorError(
        'rate_limited',
        `Salesforce's API calls of the day are nearly used up: the last ${reservePercent} % are kept for lookups`,
        dayQuotaUsed(clock()),
      );
    },
  };
}
