import type { ApiRules, RulesPreview } from '../../api/rules.ts';
import { path, request, shaped } from './request.ts';

export type Rules = ApiRules['rules'];

export const rules = {
  of: (connection: string) =>
    request('GET', path`/api/admin/connections/${connection}/rules`, shaped<ApiRules>('rules')),
  save: (connection: string, body: Rules) =>
    request('PUT', path`/api/admin/connections/${connection}/rules`, shaped<ApiRules>('rules'), { body }),
  preview: (connection: string, draft: Rules) =>
    request('POST', path`/api/admin/connections/${connection}/rules/preview`, shaped<RulesPreview>('items'), {
      body: { rules: draft, limit: 20 },
    }),
};
