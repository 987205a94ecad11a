import type { Agent } from '../../api/admin.ts';
import type { AgentBatch, BatchDone, ImportAnswer, Mapping } from '../../api/mapping.ts';
import { request, shaped } from './request.ts';

export type AgentInput = Pick<Agent, 'name' | 'email' | 'pbx' | 'crm'>;
export type Identity = Agent['pbx'][number];
export type StrayPhone = Mapping['phones'][number];
export type CrmGap = Mapping['crm'][number];
export type Owner = NonNullable<StrayPhone['suggestion']>['owner'];

export const agentMapping = {
  suggestions: () => request('GET', '/api/admin/mapping', shaped<Mapping>('phones', 'crmUsers')),
  batch: (body: Partial<AgentBatch>) =>
    request('POST', '/api/admin/agents/batch', shaped<BatchDone>('undo'), { body }),
  import: (csv: string, apply: boolean) =>
    request('POST', '/api/admin/agents/import', shaped<ImportAnswer>('rows'), { body: { csv, apply } }),
  exportUrl: '/api/admin/agents/export',
};
