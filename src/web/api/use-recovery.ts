import { useEffect, useRef } from 'react';
import { onWaking } from '../stream/waking.ts';
import { type ApiFault, isPassing } from './fault.ts';

const firstDelayMs = 2_000;
const longestDelayMs = 30_000;

/**
 * Tries again by itself what failed for a reason that passes: after 2, 4, 8 … 30 s, and at once when the network is
 * back or the page in view again. `again` must be stable.
 */
export function useRecovery(fault: ApiFault | null, again: () => void): void {
  const failures = useRef(0);

  useEffect(() => {
    if (fault === null) {
      failures.current = 0;
      return;
    }
    if (!isPassing(fault)) return;
    const delayMs = Math.min(firstDelayMs * 2 ** failures.current++, longestDelayMs);
    const timer = window.setTimeout(() => {
      if (!document.hidden) again();
    }, delayMs);
    const stopListening = onWaking(again);
    return () => {
      window.clearTimeout(timer);
      stopListening();
    };
  }, [fault, again]);
}
