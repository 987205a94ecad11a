const steps = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** `3 min ago`, `yesterday`; below a minute `just now`. */
export function ago(at: number, now: number, locale?: string): string {
  const past = at - now;
  const step = steps.find(({ ms }) => Math.abs(past) >= ms);
  if (!step) return 'just now';
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(
    Math.trunc(past / step.ms),
    step.unit,
  );
}

/** The time of day; with the date when it is not today. */
export function timeOfDay(at: number, now: number, locale?: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(locale, {
    timeStyle: 'short',
    ...(sameDay ? {} : { dateStyle: 'medium' }),
  }).format(at);
}

export function fullTime(at: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(at);
}

/** `14:02:11`: to say as of when something was true. */
export function exactTime(at: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(at);
}
