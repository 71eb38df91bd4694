/** Keys that give a label: digits as they lie on a keyboard, then letters without those of skip and undo. */
const keys: readonly string[] = Array.from("1234567890abcdefghijklmnopqrtvwxyz");

/**
 * The key of each class that gets one. A class that is called like a key has that one, so that 7 means 7; the others have those
 * that are left, in their order.
 */
export function keysOf(classes: readonly string[]): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const name of classes) {
    const key = name.toLowerCase();
    if (keys.includes(key) && ![...own.values()].includes(key)) own.set(name, key);
  }
  const taken = new Set(own.values());
  const free = keys.filter((key) => !taken.has(key));
  const others = classes.filter((name) => !own.has(name)).slice(0, free.length);
  return new Map([...own, ...others.map((name, i) => [name, free[i]] as const)]);
}

/** What a key on the keyboard says, in whatever case. */
export function meaningOf(key: string): "skip" | "undo" | { readonly key: string } | undefined {
  const lower = key.toLowerCase();
  if (lower === "s") return "skip";
  if (lower === "u") return "undo";
  return keys.includes(lower) ? { key: lower } : undefined;
}
