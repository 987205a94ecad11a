import type { AccountInfo, Ctx } from '../../src/crm/contract.ts';
import { choicesOf, type Fields } from './field-shape.ts';
import { objectNames, personTypes } from './ids.ts';
import { askUsage } from './limits.ts';
import { keyFieldOf, type KeyField, type Org } from './org.ts';
import { wantedFields, type PersonAccess, type PersonFields } from './person-fields.ts';
import type { Ask } from './request.ts';
import type { SalesforceSettings } from './settings.ts';

export interface CheckDeps {
  settings: SalesforceSettings;
  ask: Ask;
  org: Org;
  people: PersonAccess;
}

/** Asks the org about itself and holds the settings against what it says. */
export async function check({ settings, ask, org, people }: CheckDeps, x: Ctx): Promise<AccountInfo> {
  org.forget();
  const [{ name, isSandbox, timeZone }, task, persons, quota] = await Promise.all([
    org.organization(x),
    org.taskFields(x),
    people.learn(x),
    askUsage(ask, x),
  ]);
  const key = keyFieldOf(settings, task);
  return {
    account: isSandbox ? `${name} (sandbox)` : name,
    quota,
    idempotency: key.idempotency,
    notes: [
      keyNote(key, settings, task),
      ...choiceNotes(settings, task),
      ...fieldNotes(settings, task),
      ...personNotes(settings, persons),
      `Days are those of ${timeZone} where the owner's time zone is not known.`,
    ],
  };
}

function keyNote({ name, idempotency }: KeyField, { keyField }: SalesforceSettings, task: Fields): string {
  if (idempotency === 'unique_key') {
    const also =
      task.get(name)?.unique === true ? '' : ' Tick Unique too, so that two processes cannot make two.';
    return `Salesforce itself keeps each call to one task, by ${name}.${also}`;
  }
  const missing =
    keyField !== undefined && keyField !== name ? `${keyField} is not on Task or may not be written. ` : '';
  return (
    `${missing}Ringside looks for a call in ${name} before it writes it, which costs a second request per batch. ` +
    'An External Id field on Task (Ringside_Key__c) would spare it, where the org allows one.'
  );
}

function choiceNotes({ status, priority }: SalesforceSettings, task: Fields): string[] {
  const chosen = [
    ['Status', status],
    ['Priority', priority],
  ] as const;
  return chosen.flatMap(([name, value]) => {
    const shape = task.get(name);
    const choices = shape === undefined ? [] : choicesOf(shape);
    if (choices.length === 0 || choices.includes(value)) return [];
    return [`Tasks have no ${name} "${value}" here. Use one of ${choices.join(', ')}.`];
  });
}

function fieldNotes({ fields }: SalesforceSettings, task: Fields): string[] {
  return Object.entries(fields).flatMap(([fact, field]) => {
    const shape = task.get(field);
    if (shape === undefined)
      return [`${fact}: there is no field ${field} on Task that Ringside's user may see.`];
    if (!shape.createable || !shape.updateable) return [`${fact}: Ringside's user may not write ${field}.`];
    return [];
  });
}

function personNotes(settings: SalesforceSettings, persons: PersonFields): string[] {
  const wanted = wantedFields(settings);
  return personTypes.flatMap((type) => {
    const there = persons[type];
    const object = objectNames[type];
    if (there === undefined) return [`${object}s are not searched: Ringside's user does not see them.`];
    const names = new Set(there.map(({ name }) => name));
    const missing = wanted[type].filter(({ name }) => !names.has(name)).map(({ name }) => name);
    return missing.length === 0
      ? []
      : [`Not searched, as Ringside's user does not see them: ${object} ${missing.join(', ')}.`];
  });
}
