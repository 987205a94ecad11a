/** A thing that is asked for once and then known for a while. */
export interface Remembered<T, A> {
  /** Asked by several at once, it is fetched once; a failure is not remembered. */
  get(how: A): Promise<T>;
  forget(): void;
}

/** `forMs`: how long it is known. */
export function remember<T, A>(
  fetchIt: (how: A) => Promise<T>,
  forMs: number,
  clock: () => number,
): Remembered<T, A> {
  let known: { value: Promise<T>; until: number } | null = null;
  return {
    get(how) {
      if (known !== null && clock() < known.until) return known.value;
      const value = fetchIt(how);
      const fetched = { value, until: clock() + forMs };
      known = fetched;
      value.catch(() => {
        if (known === fetched) known = null;
      });
      return value;
    },
    forget() {
      known = null;
    },
  };
}
