/** Names as they come: most are plain, some are long, from right to left, made of pictures, or look like markup. */
const first = ['Eva', 'Jan', 'Zdeněk', 'Olivia', 'Grace', 'Łukasz', 'Ngozi', 'Anna-Marie'];
const last = ['Nováková', 'Smith', 'Øvergård', 'García Márquez', 'O’Brien', 'Nguyễn', 'van den Berg'];
const odd = [
  '<script>alert(1)</script>',
  'محمد بن عبد الله',
  'שרה כהן',
  '🦊 Fox & 👩‍👩‍👧‍👦 Family',
  'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe',
  'a"b\'c`d\\e',
];

/** The nth person's; no two have the same. */
export function nameOf(n: number): string {
  const number = String(n).padStart(5, '0');
  if (n % 50 === 7) return `${at(odd, Math.floor(n / 50))} ${number}`;
  return `${at(first, n)} ${at(last, Math.floor(n / first.length))} ${number}`;
}

export function at<T>(list: readonly T[], n: number): T {
  const found = list[n % list.length];
  if (found === undefined) throw new Error('The list is empty');
  return found;
}
