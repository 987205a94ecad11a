/** HubSpot's dated API version, supported for 18 months each. The one place to change it. */
const apiVersion = '2026-03';

const objects = `/crm/objects/${apiVersion}`;
const segment = encodeURIComponent;

/** Record types Ringside reads or writes, as HubSpot's paths name them. */
export type ObjectName = 'contacts' | 'companies' | 'calls';

/** developers.hubspot.com/docs/api-reference/2026-03 */
export const paths = {
  record: (object: ObjectName, id: string) => `${objects}/${object}/${segment(id)}`,
  records: (object: ObjectName) => `${objects}/${object}`,
  search: (object: ObjectName) => `${objects}/${object}/search`,
  batch: (object: ObjectName, action: 'create' | 'read') => `${objects}/${object}/batch/${action}`,
  associateDefault: (callId: string, object: ObjectName, id: string) =>
    `${objects}/calls/${segment(callId)}/associations/default/${object}/${segment(id)}`,
  association: (callId: string, object: ObjectName, id: string) =>
    `${objects}/calls/${segment(callId)}/associations/${object}/${segment(id)}`,
  associationLabels: (from: ObjectName, to: ObjectName) =>
    `/crm/associations/${apiVersion}/${from}/${to}/labels`,
  properties: (object: ObjectName) => `/crm/properties/${apiVersion}/${object}`,
  owners: `/crm/owners/${apiVersion}`,
  account: `/account-info/${apiVersion}/details`,
  dailyUsage: `/account-info/${apiVersion}/api-usage/daily/private-apps`,
  token: `/oauth/${apiVersion}/token`,
  /** Has no dated successor yet. */
  dispositions: '/calling/v1/dispositions',
} as const;
