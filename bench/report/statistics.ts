/** Values in any order; `q` from 0 to 1. NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

/** What one measure gave in several rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(rounds: readonly number[]): Spread {
  return { median: quantile(rounds, 0.5), min: Math.min(...rounds), max: Math.max(...rounds) };
}

export interface Latency {
  /** How many were measured. */
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** In the unit of `values`. */
export function latencyOf(values: readonly number[]): Latency {
  return {
    count: values.length,
    p50: quantile(values, 0.5),
    p99: quantile(values, 0.99),
    max: quantile(values, 1),
  };
}
