import { printable } from "@nescio/core/internal";

/** Line ends, and what colours begin and end with. */
const ours = /(\r?\n|\p{Cc}\[\d+m)/u;

/**
 * Text for a terminal: our line ends and colours, and of anything else what is shown and not acted upon. Names that come
 * from outside go through `printable` where a text is put together; this is for those that were forgotten.
 */
export function forTerminal(text: string): string {
  const keep = (part: string): boolean => part.endsWith("\n") || part.startsWith("\u001b");
  return text
    .split(ours)
    .map((part, i) => (i % 2 === 1 && keep(part) ? part : printable(part)))
    .join("");
}

/** A value as JSON that a terminal shows and does not act upon. */
export function jsonForTerminal(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu,
    (character) =>
      character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
