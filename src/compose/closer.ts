/** Closes what was opened; all of them run backwards at the end. */
export type Closer = () => unknown;
