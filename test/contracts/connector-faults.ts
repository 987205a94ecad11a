import { describe, expect, test } from 'vitest';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';
import { anActivity } from '../activity/builders.ts';
import { caught, karelsNumber, within, type ConnectorUnderTest, type FaultKind } from './under-test.ts';

/** Any error code that the core will handle rightly after this fault, for a write. */
const codesAfter: Record<FaultKind, readonly ConnectorErrorCode[]> = {
  unauthorized: ['unauthorized'],
  forbidden: ['forbidden'],
  rate_limited: ['rate_limited'],
  server_error: ['unavailable', 'unknown_outcome'],
  cut_after_write: ['unknown_outcome'],
  hang: ['unknown_outcome'],
  nonsense: ['unknown_outcome'],
};

/** What a connector makes of a CRM that fails, and that the core can then go on. */
export function describeFaults(faults: readonly FaultKind[], current: () => ConnectorUnderTest): void {
  describe('when the CRM fails', () => {
    test.each(faults)('%s, during a write', async (kind) => {
      current().fail?.(kind);
      const [result] = await current()
        .connector.logCalls([anActivity()], within(1_000))
        .catch((error: unknown) => [{ ok: false as const, error }]);
      expect(result?.ok).toBe(false);
      const error = result?.ok === false ? result.error : null;
      expect(error).toBeInstanceOf(ConnectorError);
      if (error instanceof ConnectorError) expect(codesAfter[kind]).toContain(error.code);
      // As the core does: look, then write again if it is not there.
      const found = await current().connector.findActivity('rs-c1-1', within());
      if (found === null) await current().connector.logCalls([anActivity()], within());
      expect(await current().recordsOf('rs-c1-1')).toHaveLength(1);
    });

    test.each(faults)('%s, during a lookup', async (kind) => {
      current().fail?.(kind);
      const error = await caught(current().connector.findByPhone(karelsNumber, within(1_000)));
      const code = codesAfter[kind].includes('unknown_outcome') ? 'unavailable' : codesAfter[kind][0];
      expect(error.code).toBe(code);
      expect(await current().connector.findByPhone(karelsNumber, within())).toEqual([]);
    });
  });
}
