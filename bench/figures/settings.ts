import type { Worlds } from '../world/world.ts';

/** How a run was asked for. */
export interface Settings {
  worlds: Worlds;
  rounds: number;
  /** 1; less for a quick look. */
  scale: number;
  /** Tells whoever waits what is going on. */
  say(text: string): void;
}

/** Rounds of all variants in turn, A B A B …: what disturbs the machine for a while then disturbs all alike. */
export async function interleaved<V extends string, R>(
  { rounds, say }: Settings,
  variants: readonly V[],
  measure: (variant: V) => Promise<R>,
): Promise<Map<V, R[]>> {
  const results = new Map<V, R[]>(variants.map((variant) => [variant, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const variant of variants) {
      say(`round ${round} of ${rounds}: ${variant}`);
      results.get(variant)?.push(await measure(variant));
    }
  }
  return results;
}
