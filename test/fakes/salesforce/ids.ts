const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksums = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The `n`-th id of an object, 18 characters. */
export function recordId(prefix: string, n: number): string {
  let rest = n;
  let tail = '';
  while (tail.length < 7) {
    tail = (base62[rest % 62] ?? '0') + tail;
    rest = Math.floor(rest / 62);
  }
  return to18(`${prefix}5g000${tail}`);
}

/** The 15 characters with the three that tell which of them are capitals; others as they are. */
export function to18(id: string): string {
  if (!/^[0-9A-Za-z]{15}$/.test(id)) return id;
  const fives = [id.slice(0, 5), id.slice(5, 10), id.slice(10)];
  const marks = fives.map((five) => {
    const bits = five.split('').map((character, place) => (/[A-Z]/.test(character) ? 1 << place : 0));
    return checksums[bits.reduce((sum, bit) => sum + bit, 0)] ?? 'A';
  });
  return id + marks.join('');
}

export function isWellFormed(id: string): boolean {
  return /^(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})$/.test(id);
}
