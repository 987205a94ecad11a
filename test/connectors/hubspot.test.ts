import { describeConnector } from '../contracts/connector.ts';
import { faultKinds, openUnderTest } from './hubspot-under-test.ts';

describeConnector('hubspot, with a unique property', {
  open: () => openUnderTest(),
  faults: faultKinds,
});

describeConnector('hubspot, searching for keys in an index that lags', {
  open: () => openUnderTest({ mayHaveUnique: false, searchLagMs: 200 }),
  faults: faultKinds,
});

describeConnector('hubspot, with keys in the body alone', {
  open: () => openUnderTest({ mayCreateProperties: false, hasExternalId: false, searchLagMs: 200 }),
  faults: faultKinds,
});
