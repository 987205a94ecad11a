import { describe, expect, test } from 'vitest';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';
import type { CallActivity } from '../../src/model/activity.ts';
import { anActivity } from '../activity/builders.ts';
import { caught, karelsNumber, within, type ConnectorUnderTest, type FaultKind } from './under-test.ts';

/** Those that befall a whole request. */
type Refusal = Exclude<FaultKind, 'slow' | 'partial'>;

/** Only who hangs is to be given up soon: a loaded machine may take its time. */
const patience = (kind: FaultKind): number => (kind === 'hang' ? 1_000 : 10_000);

/** Any error code that the core will handle rightly after this fault, for a write. */
const codesAfter: Record<Refusal, readonly ConnectorErrorCode[]> = {
  unauthorized: ['unauthorized'],
  forbidden: ['forbidden'],
  rate_limited: ['rate_limited'],
  rate_limited_retry_after: ['rate_limited'],
  server_error: ['unavailable', 'unknown_outcome'],
  cut_after_write: ['unknown_outcome'],
  hang: ['unknown_outcome'],
  nonsense: ['unknown_outcome'],
};

/** What a connector makes of a CRM that fails, and that the core can then go on. */
export function describeFaults(faults: readonly FaultKind[], current: () => ConnectorUnderTest): void {
  const refusals = faults.filter((kind): kind is Refusal => kind in codesAfter);
  const log = (...activities: CallActivity[]) => current().connector.logCalls(activities, within());

  describe('when the CRM fails', () => {
    test.each(refusals)('%s, during a write', async (kind) => {
      current().fail?.(kind);
      const [result] = await current()
        .connector.logCalls([anActivity()], within(patience(kind)))
        .catch((error: unknown) => [{ ok: false as const, error }]);
      expect(result?.ok).toBe(false);
      const error = result?.ok === false ? result.error : null;
      expect(error).toBeInstanceOf(ConnectorError);
      if (error instanceof ConnectorError) {
        expect(codesAfter[kind]).toContain(error.code);
        if (kind === 'rate_limited_retry_after')
          expect(error.details.retryAt).toBeLessThan(Date.now() + 10_000);
      }
      // As the core does: look, then write again if it is not there.
      const found = await current().connector.findActivity('rs-c1-1', within());
      if (found === null) await current().connector.logCalls([anActivity()], within());
      expect(await current().recordsOf('rs-c1-1')).toHaveLength(1);
    });

    test.each(refusals)('%s, during a lookup', async (kind) => {
      current().fail?.(kind);
      const error = await caught(current().connector.findByPhone(karelsNumber, within(patience(kind))));
      const code = codesAfter[kind].includes('unknown_outcome') ? 'unavailable' : codesAfter[kind][0];
      expect(error.code).toBe(code);
      expect(await current().connector.findByPhone(karelsNumber, within())).toEqual([]);
    });

    test.runIf(faults.includes('slow'))('a slow answer is waited for', async () => {
      current().fail?.('slow');
      expect(await log(anActivity())).toMatchObject([{ ok: true }]);
      expect(await current().recordsOf('rs-c1-1')).toHaveLength(1);
    });

    test.runIf(faults.includes('partial'))(
      'half a batch fails, and is written once all the same',
      async () => {
        current().fail?.('partial');
        const batch = [1, 2, 3, 4].map((n) => anActivity({ key: `rs-p${String(n)}-1` }));
        const results = await log(...batch);
        expect(results.map(({ ok }) => ok)).toEqual([true, false, true, false]);
        for (const result of results)
          if (!result.ok) expect(['unavailable', 'unknown_outcome']).toContain(result.error.code);
        for (const { key } of batch) await current().connector.findActivity(key, within());
        expect((await log(...batch)).every(({ ok }) => ok)).toBe(true);
        for (const { key } of batch) expect(await current().recordsOf(key)).toHaveLength(1);
      },
    );
  });
}
