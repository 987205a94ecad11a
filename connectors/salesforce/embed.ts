import type { EmbedPlace } from '../../src/crm/contract.ts';
import { apiVersion } from './api-version.ts';
import { originOf, type SalesforceSettings } from './settings.ts';

const library = `/support/api/${apiVersion}/lightning/opencti_min.js`;

/**
 * Where Lightning shows the softphone, and where Open CTI's library is for pages on other hosts: the org's Visualforce
 * host (Open CTI Developer Guide, "Connect to Open CTI"; Salesforce Help, "My Domain URL Formats").
 *
 *     acme.my.salesforce.com              → acme.lightning.force.com              acme--c.vf.force.com
 *     acme--uat.sandbox.my.salesforce.com → acme--uat.sandbox.lightning.force.com acme--uat--c.sandbox.vf.force.com
 */
export function embedPlaceOf(settings: Pick<SalesforceSettings, 'host'>): EmbedPlace {
  const origin = originOf(settings);
  const [, name, rest = ''] = /^https:\/\/([^.]+)((?:\.\w+)?)\.my\.salesforce\.com$/.exec(origin) ?? [];
  // The fake on this machine is everything at once.
  if (name === undefined) return { ancestors: [origin], script: `${origin}${library}`, account: null };
  return {
    ancestors: [`https://${name}${rest}.lightning.force.com`, origin],
    script: `https://${name}--c${rest}.vf.force.com${library}`,
    account: null,
  };
}
