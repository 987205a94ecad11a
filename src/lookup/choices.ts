import type { ChosenRecord, Match } from '../model/contact.ts';
import type { Db } from '../store/database.ts';

/** Which of several records a number belongs to, as agents said; one for each connection. */
export interface Choices {
  /** Choices for this number that are still among its matches, the latest first; read inside a transaction or not. */
  of(within: Db, e164: string, among: readonly Match[]): Promise<ChosenRecord[]>;
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
      return rows.flatMap(({ connection_id, record_type: type, record_id: id }) => {
        const connection = connectionName(connection_id);
        const isThere = among.some(
          (one) => one.connection === connection && one.type === type && one.id === id,
        );
        return isThere && connection !== null ? [{ connection, type, id }] : [];
      });
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
