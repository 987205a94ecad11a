import type { Spread } from './statistics.ts';

/** `17,200` above a hundred, else three digits that count: `4.71`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(value < 10 ? 2 : 3)));
}

/** Median, and the range of the rounds. */
export function spread({ median, min, max }: Spread): string {
  return min === max ? number(median) : `${number(median)} (${number(min)}–${number(max)})`;
}

export const ratio = (value: number): string => value.toFixed(2);
