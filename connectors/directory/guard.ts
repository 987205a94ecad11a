import type { Ctx } from '../../src/crm/contract.ts';
import { ConnectorError, type ConnectorErrorCode } from '../../src/crm/errors.ts';

/** Runs a question to the database: one that fails can be asked again. */
export function reading<T>(x: Ctx, work: () => Promise<T>): Promise<T> {
  return guarded(x, 'unavailable', work);
}

/** Runs a write: one that fails may have been committed all the same. */
export function writing<T>(x: Ctx, work: () => Promise<T>): Promise<T> {
  return guarded(x, 'unknown_outcome', work);
}

async function guarded<T>(x: Ctx, code: ConnectorErrorCode, work: () => Promise<T>): Promise<T> {
  if (x.signal.aborted) throw new ConnectorError('unavailable', 'Given up before anything was asked');
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError(code, 'The database of the contact book failed', { cause: error });
  }
}
