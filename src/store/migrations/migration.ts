export interface MigrationWords {
  /** Type of a primary key that the database numbers itself, in rising order. */
  generatedId: string;
  /** Several processes work on this database. */
  isShared: boolean;
}

export interface Migration {
  name: string;
  /**
   * It takes away what no process has read or written since this release (`0.2.0`), which is out: processes of the
   * version before may still run. CONTRIBUTING.md, "Change the tables".
   */
  unusedSince?: string;
  statements(words: MigrationWords): readonly string[];
}
