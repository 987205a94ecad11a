import type { EmbedPlace } from '../../src/crm/contract.ts';
import type { HubspotSettings } from './settings.ts';

/** HubSpot moves accounts between `app.hubspot.com` and the hosts of its regions, such as `app-eu1.hubspot.com`. */
export function embedPlaceOf({ appUrl, portalId }: Pick<HubspotSettings, 'appUrl' | 'portalId'>): EmbedPlace {
  const isHubspots = new URL(appUrl).hostname.endsWith('.hubspot.com');
  return { ancestors: [isHubspots ? 'https://*.hubspot.com' : appUrl], script: null, account: portalId };
}
