import { z } from 'zod';
import type { Ctx } from '../../src/crm/contract.ts';
import type { Usage } from './quota.ts';
import type { Ask } from './request.ts';

const limits = z.object({ DailyApiRequests: z.object({ Max: z.number(), Remaining: z.number() }) });

/** API calls of the last 24 hours, as the org counts them now. */
export async function askUsage(ask: Ask, x: Ctx): Promise<Usage> {
  const { DailyApiRequests } = await ask({ path: '/limits', guard: limits }, x);
  return { limit: DailyApiRequests.Max, used: DailyApiRequests.Max - DailyApiRequests.Remaining };
}
