/**
 * What a terminal would act upon, or show in another place: controls, line ends, marks that turn the direction of writing,
 * and halves of characters.
 */
const active = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text that comes from outside – a name of a class, a file, a tensor – as it may be shown in a line: what would not be
 * shown itself, or would move what is, stands as an escape (`\x1b`, `\n`, `\u202e`).
 */
export function printable(text: string): string {
  return text.replace(active, (character) => {
    const code = character.charCodeAt(0);
    return short[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
  });
}

/** A text of at most so many bytes in UTF-8, with "…" in the place of what is left out at its end. */
export function clip(text: string, bytes: number): string {
  // No character takes more than three bytes for each of its code units.
  if (text.length * 3 <= bytes) return text;
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  // Three for the ellipsis; not through the middle of a character.
  let end = bytes - 3;
  while ((encoded[end] & 0xc0) === 0x80) end--;
  return `${new TextDecoder().decode(encoded.subarray(0, end))}…`;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");
