import { z } from 'zod';
import type { Ctx } from '../../src/crm/contract.ts';
import { recordPage, type HubspotRecord } from './guards.ts';
import { paths } from './paths.ts';
import type { HubspotApi } from './request.ts';

/** Where the reading of the archived contacts stands. Times are epoch ms. */
export const archivedPlace = z.object({
  /** Deletions before are known. */
  archivedSince: z.number(),
  /** The list is read up to this place of HubSpot's; null: from its beginning. */
  archivedAfter: z.string().nullable().default(null),
  /** When the reading of the list began. */
  archivedBegan: z.number().default(0),
});
export type ArchivedPlace = z.infer<typeof archivedPlace>;

/** Requests of one run: HubSpot keeps what was archived for 90 days, and every run would read all of it. */
const pagesPerRun = 5;

/**
 * Who was archived since `archivedSince - overlapMs`, and where to go on. HubSpot lists them by id, not by date, and
 * takes no filter; so a long list is read on from run to run, 500 at a time, and then from its beginning.
 */
export async function readArchived(
  api: HubspotApi,
  place: ArchivedPlace,
  { now, overlapMs }: { now: number; overlapMs: number },
  x: Ctx,
): Promise<{ gone: HubspotRecord[]; place: ArchivedPlace }> {
  const { archivedSince } = place;
  const archivedBegan = place.archivedAfter === null ? now : place.archivedBegan;
  const gone: HubspotRecord[] = [];
  let after = place.archivedAfter ?? undefined;
  for (let pages = 0; pages < pagesPerRun; pages += 1) {
    const qs = { archived: 'true', limit: '100', ...(after === undefined ? {} : { after }) };
    const request = { kind: 'read', path: paths.records('contacts'), qs } as const;
    const page: z.infer<typeof recordPage> = await api.ask(request, recordPage, x);
    gone.push(
      ...page.results.filter(({ archivedAt = '' }) => Date.parse(archivedAt) >= archivedSince - overlapMs),
    );
    after = page.paging?.next?.after;
    if (after === undefined)
      return { gone, place: { archivedSince: archivedBegan, archivedAfter: null, archivedBegan } };
  }
  return { gone, place: { archivedSince, archivedAfter: after ?? null, archivedBegan } };
}
