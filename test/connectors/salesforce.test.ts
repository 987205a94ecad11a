import { describeConnector } from '../contracts/connector.ts';
import type { FaultKind } from '../contracts/under-test.ts';
import { openSalesforce } from './salesforce-under-test.ts';

const faults: readonly FaultKind[] = [
  'unauthorized',
  'forbidden',
  'rate_limited',
  'rate_limited_retry_after',
  'server_error',
  'cut_after_write',
  'hang',
  'nonsense',
  'slow',
  'partial',
];

describeConnector('salesforce, keys kept unique by the org', { open: () => openSalesforce(), faults });

describeConnector('salesforce, keys looked for before each write', {
  open: () => openSalesforce({ fake: { taskFields: [] } }),
  faults,
});
