import type { Entry, Section } from './document.ts';
import type { ParsedFile, Path } from './parse.ts';

/** A well-formed entry and where it stands. */
export interface Placed<T> {
  readonly entry: T;
  readonly file: Pick<ParsedFile, 'fault'>;
  readonly path: Path;
}

/** The well-formed entries of all files. */
export type PlacedDocument = { readonly [S in Section]: Placed<Entry<S>>[] } & {
  /** `sources office`: named, but malformed. */
  readonly malformed: Set<string>;
};

export function emptyDocument(): PlacedDocument {
  return {
    sources: [],
    connections: [],
    agents: [],
    people: [],
    apiKeys: [],
    directory: [],
    malformed: new Set(),
  };
}
