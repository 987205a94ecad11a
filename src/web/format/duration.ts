/** A running clock: `0:07`, `12:34`, `1:02:03`. Negative times, from clocks that disagree, are zero. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = pad(total % 60);
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${pad(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** A finished span in words: `48 s`, `3 min 5 s`, `1 h 2 min`. */
export function span(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = total % 60;
  if (hours > 0) return joined([`${hours} h`, minutes > 0 && `${minutes} min`]);
  if (minutes > 0) return joined([`${minutes} min`, seconds > 0 && `${seconds} s`]);
  return `${seconds} s`;
}

function joined(parts: (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
