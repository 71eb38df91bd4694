/** Lists and objects in one another; whoever walks through more may run out of stack. */
const deepest = 100;

/**
 * `JSON.parse` that refuses what is nested more than 100 deep, and also refuses a key written twice in one object, where `JSON.parse` silently keeps the last:
 * a file must not say one thing to this reader and another to the next. Throws SyntaxError.
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  checkDepth(text);
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw new SyntaxError(`the key ${duplicate} appears twice in one object`);
  return value;
}

/** `text` is valid JSON. */
function checkDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
    } else if (character === "[" || character === "{") {
      if (++depth > deepest) throw new SyntaxError(`lists and objects more than ${deepest} deep`);
    } else if (character === "]" || character === "}") depth--;
  }
}

/** The first key that repeats within its object, as written; `text` is valid JSON. */
function findDuplicateKey(text: string): string | undefined {
  const objects: Set<unknown>[] = [];
  const colon = /\s*:/y;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case "{":
        objects.push(new Set());
        break;
      case "}":
        objects.pop();
        break;
      case '"': {
        const start = at++;
        while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
        colon.lastIndex = at + 1;
        if (!colon.test(text)) break;
        const written = text.slice(start, at + 1);
        const key: unknown = JSON.parse(written);
        const keys = objects.at(-1)!;
        if (keys.has(key)) return written;
        keys.add(key);
        break;
      }
    }
  }
  return undefined;
}
