const second = 1_000;
const day = 86_400 * second;

export interface Moment {
  /** Epoch ms. */
  now: number;
  /** The account's, IANA; null: not known. Daily quotas end at its midnight. */
  timeZone: string | null;
}

/** What of an answer says when HubSpot may be asked again. */
export interface QuotaAnswer {
  status: number;
  retryAfter: string | null;
}

/** Until when to wait: `retryAt` in epoch ms; `scope` says what was used up. */
export interface QuotaWait {
  retryAt: number;
  scope: string;
}

/**
 * developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines: `policyName` is DAILY, TEN_SECONDLY_ROLLING
 * or SECONDLY. A 423 locks for 2 s; a 477 says by `Retry-After` how long the account is being moved.
 */
export function quotaOf(
  { status, retryAfter }: QuotaAnswer,
  policyName: string | undefined,
  moment: Moment,
): QuotaWait {
  const { now } = moment;
  const asked = waitAsked(retryAfter, now);
  const wait = (scope: string, ms: number): QuotaWait => ({
    scope,
    retryAt: now + Math.max(asked ?? ms, 100),
  });
  if (status === 423) return wait('lock', 2 * second);
  if (status === 477) return wait('migration', 600 * second);
  const policy = policyName?.toUpperCase() ?? '';
  if (policy.includes('DAILY'))
    return { scope: 'day', retryAt: asked === null ? midnightAfter(moment) : now + asked };
  if (policy.includes('TEN_SECONDLY')) return wait('ten seconds', 10 * second);
  if (policy.includes('SECONDLY')) return wait('second', second);
  return wait('unknown', 10 * second);
}

/** `Retry-After` is seconds or a date (RFC 9110); ms from now. */
function waitAsked(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null || retryAfter.trim() === '') return null;
  const seconds = Number(retryAfter);
  const ms = Number.isFinite(seconds) ? seconds * second : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, day) : null;
}

/** The daily count starts anew at midnight of the account's time zone; without one, an hour is waited. */
function midnightAfter({ now, timeZone }: Moment): number {
  const zone = timeZone === null ? null : clockIn(timeZone);
  if (zone === null) return now + 3_600 * second;
  const [hours = 0, minutes = 0, seconds = 0] = zone.format(now).split(':').map(Number);
  const elapsed = ((hours * 60 + minutes) * 60 + seconds) * second;
  return now + day - elapsed - (now % second);
}

function clockIn(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    // HubSpot may know zones that this Node does not.
    return null;
  }
}
