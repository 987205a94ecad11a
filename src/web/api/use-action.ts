import { useState } from 'react';
import { type ApiFault, toFault } from './fault.ts';

/** One thing the person asked for: whether it runs, and what went wrong. `run` answers whether it worked. */
export function useAction(): {
  busy: boolean;
  fault: ApiFault | null;
  run: (work: () => Promise<unknown>) => Promise<boolean>;
} {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);

  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFault(null);
    try {
      await work();
      return true;
    } catch (error) {
      setFault(toFault(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, fault, run };
}
