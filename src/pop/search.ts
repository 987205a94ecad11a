import type { Pop } from '../api/call.ts';

/**
 * Whether a call is meant by what an agent typed: every word of it is somewhere in the call's names, companies, queue,
 * note or tags, without regard to case and accents; or its digits are in the customer's number. Nothing typed means all.
 */
export function searchFor(typed: string): (pop: Pop) => boolean {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const digits = /^[\d\s+()/.-]+$/.test(typed) ? typed.replaceAll(/\D/g, '').replace(/^00?/, '') : '';
  if (digits !== '') return ({ customer }) => digitsOf(customer).includes(digits);
  return (pop) => {
    const text = plain(textOf(pop));
    return words.every((word) => text.includes(word));
  };
}

function digitsOf({ e164, number }: Pop['customer']): string {
  return (e164 ?? number ?? '').replaceAll(/\D/g, '');
}

function textOf({ customer, matches, lead, queue, note, disposition, tags }: Pop): string {
  const records = matches.flatMap(({ name, company }) => [name, company]);
  return [customer.name, lead?.name, queue, note, disposition, ...records, ...tags].filter(Boolean).join(' ');
}

/** `Novák` → `novak` */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
