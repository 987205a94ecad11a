import type { ChosenRecord, Match } from '../model/contact.ts';
import type { Db } from '../store/database.ts';

/** Which of several records a number belongs to, as agents said; one for each connection. */
export interface Choices {
  /** The latest choice for this number that is still among its matches; read inside a transaction or not. */
  of(within: Db, e164: string, among: readonly Match[]): Promise<ChosenRecord | null>;
  choose(e164: string, choice: ChosenRecord, by: string | null, at: number): Promise<void>;
}

export interface ChoicesDeps {
  db: Db;
  connectionName(id: string): string | null;
  connectionId(name: string): string | null;
}

export function createChoices({ db, connectionName, connectionId }: ChoicesDeps): Choices {
  return {
    async of(within, e164, among) {
      const rows = await within
        .selectFrom('chosen_matches')
        .selectAll()
        .where('e164', '=', e164)
        .orderBy('chosen_at', 'desc')
        .limit(100)
        .execute();
      for (const row of rows) {
        const connection = connectionName(row.connection_id);
        const { record_type: type, record_id: id } = row;
        const match = among.find(
          (one) => one.connection === connection && one.type === type && one.id === id,
        );
        if (match !== undefined) return { connection: match.connection, type, id };
      }
      return null;
    },
    async choose(e164, choice, by, at) {
      const id = connectionId(choice.connection);
      if (id === null) return;
      const chosen = { record_type: choice.type, record_id: choice.id, chosen_by: by, chosen_at: at };
      await db
        .insertInto('chosen_matches')
        .values({ e164, connection_id: id, ...chosen })
        .onConflict((conflict) => conflict.columns(['e164', 'connection_id']).doUpdateSet(chosen))
        .execute();
    },
  };
}
