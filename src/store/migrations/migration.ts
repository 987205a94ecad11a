export interface MigrationWords {
  /** Type of a primary key that the database numbers itself, in rising order. */
  generatedId: string;
  /** Several processes work on this database. */
  isShared: boolean;
}

export interface Migration {
  name: string;
  statements(words: MigrationWords): readonly string[];
}
