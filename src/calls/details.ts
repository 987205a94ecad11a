import type { Call } from '../model/call.ts';
import type { CallEvent } from '../model/event.ts';

const single = ['customCallId', 'queue', 'campaign', 'dialer', 'script', 'conference'] as const;

type Details = Pick<Call, (typeof single)[number] | 'lead' | 'tags' | 'extra'>;

/** What events say of the call beside moving it; the last word counts. `told` in the PBX's order. */
export function detailsOf(told: readonly CallEvent[]): Details {
  const tags = new Set<string>();
  const extra: Record<string, string> = {};
  const details = { ...nothing };
  for (const event of told) {
    for (const key of single) details[key] = event[key] ?? details[key];
    for (const tag of event.tags ?? []) tags.add(tag);
    if (event.extra !== undefined) Object.assign(extra, event.extra);
    const { progressMs } = event.durations ?? {};
    if (progressMs !== undefined) extra['progressms'] = String(progressMs);
    details.lead = leadOf(details.lead, event.lead);
  }
  return { ...details, tags: [...tags], extra };
}

const nothing: Omit<Details, 'tags' | 'extra'> = {
  customCallId: null,
  queue: null,
  campaign: null,
  dialer: null,
  script: null,
  conference: null,
  lead: null,
};

const noLead: NonNullable<Call['lead']> = { id: null, name: null };

/** Id and name may come on different events; another id is another lead, and the old one's name is not its. */
function leadOf(known: Call['lead'], said: CallEvent['lead']): Call['lead'] {
  if (said === undefined) return known;
  const old = known ?? noLead;
  const isOther = said.id !== undefined && old.id !== null && old.id !== said.id;
  const { id, name } = isOther ? noLead : old;
  return { id: said.id ?? id, name: said.name ?? name };
}
