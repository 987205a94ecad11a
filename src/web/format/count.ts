/** `1 call`, `12 calls`, `1,204 calls`. */
export function count(amount: number, one: string, many = `${one}s`, locale?: string): string {
  return `${new Intl.NumberFormat(locale).format(amount)} ${amount === 1 ? one : many}`;
}
