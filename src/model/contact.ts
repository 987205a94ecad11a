/** A record of one CRM, by its type and id there. */
export interface RecordRef {
  type: string;
  id: string;
}

/** A CRM record that the customer's number belongs to. */
export interface Match {
  /** The connection's name. */
  connection: string;
  /** contact, lead, account, … as the connector names it. */
  type: string;
  id: string;
  name: string;
  company: string | null;
  url: string;
  /** CRM user id of the record's owner. */
  ownerId: string | null;
  /** The label of the field whose number matched, as a person would read it: "Mobile phone". */
  matchedOn: string;
}

/** One record of one connection: the match an agent chose for a number. */
export interface ChosenRecord extends RecordRef {
  connection: string;
}

/** A contact as a connector's mirror delivers it: one row of the phone index per phone. */
export interface MirroredContact {
  type: string;
  id: string;
  name: string;
  company: string | null;
  ownerId: string | null;
  /** `number` as the CRM holds it, `label` as a person would read the field's name. */
  phones: readonly { number: string; label: string }[];
  /** ISO country for numbers without `+`; null: the connection's default. */
  country: string | null;
  /** When the CRM last changed it, epoch ms: among several matches the latest comes first. */
  changedAt: number;
}
