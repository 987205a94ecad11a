import type { Org } from './org.ts';
import type { Quota } from './quota.ts';
import type { Ask } from './request.ts';
import type { Sessions } from './sessions.ts';
import type { SalesforceSettings } from './settings.ts';

/** What writing a call takes. */
export interface CallParts {
  settings: SalesforceSettings;
  ask: Ask;
  org: Org;
  quota: Quota;
  sessions: Pick<Sessions, 'current'>;
}
