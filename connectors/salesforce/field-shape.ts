import { z } from 'zod';

/** What the org's describe says of a field, as far as it matters here (REST API, "sObject Describe"). */
const field = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  /** Most characters; 0 for fields that are no text. */
  length: z.number(),
  createable: z.boolean(),
  updateable: z.boolean(),
  externalId: z.boolean(),
  unique: z.boolean(),
  filterable: z.boolean(),
  picklistValues: z.array(z.object({ value: z.string(), active: z.boolean() })).nullish(),
});

export type FieldShape = z.infer<typeof field>;
export type Fields = ReadonlyMap<string, FieldShape>;

/** Answer of `/sobjects/{Object}/describe`: fields by name, only those that Ringside's user may see. */
export const describeAnswer = z
  .object({ fields: z.array(field) })
  .transform(({ fields }): Fields => new Map(fields.map((one) => [one.name, one])));

/** Active values of a picklist. */
export function choicesOf({ picklistValues }: FieldShape): string[] {
  return (picklistValues ?? []).filter(({ active }) => active).map(({ value }) => value);
}
