/**
 * Compares texts as people order them: runs of digits by their number, all else by its characters; `class 2` before `class 10`.
 * The same everywhere, whatever the language of the system.
 */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = partOrder(left[i], right[i]);
    if (order !== 0) return order;
  }
  return left.length - right.length || byCharacters(a, b);
}

const digits = /^\d+$/;

function parts(text: string): string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function partOrder(a: string, b: string): number {
  if (!digits.test(a) || !digits.test(b)) return byCharacters(a, b);
  const [left, right] = [a, b].map((part) => part.replace(/^0+(?=\d)/, ""));
  return left.length - right.length || byCharacters(left, right);
}

function byCharacters(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
