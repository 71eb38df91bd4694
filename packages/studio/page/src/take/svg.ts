/** Markup of SVG. */
export type Svg = string;

type Attributes = Readonly<Record<string, string | number>>;

/** An element with what is in it, which is markup already. */
export function tag(name: string, attributes: Attributes, contents: readonly Svg[] = []): Svg {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(written(value))}"`);
  const start = `<${name}${said.join("")}`;
  return contents.length === 0 ? `${start}/>` : `${start}>${contents.join("")}</${name}>`;
}

export function rect(attributes: Attributes): Svg {
  return tag("rect", attributes);
}

/** A line of text, of whatever signs. */
export function text(attributes: Attributes, said: string): Svg {
  return tag("text", attributes, [escaped(said)]);
}

/**
 * A text in lines of a width, by what letters take on average: nothing is measured, so that the card is the same everywhere.
 *
 * @param most The last of so many lines ends in "…" where the text is longer.
 */
export function textLines(said: string, fontSize: number, width: number, most: number): string[] {
  const letters = Math.max(1, Math.floor(width / (0.52 * fontSize)));
  const lines: string[] = [];
  let line = "";
  for (const word of said.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= letters || line === "") line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  const cut = lines.map((each) => (each.length > letters ? `${each.slice(0, letters - 1)}…` : each));
  if (cut.length <= most) return cut;
  return [...cut.slice(0, most - 1), `${cut[most - 1].slice(0, letters - 1)}…`];
}

function written(value: string | number): string {
  return typeof value === "number" ? String(+value.toFixed(2)) : value;
}

/** Control characters and halves of characters have no place in XML, not even escaped. */
function escaped(said: string): string {
  return said
    .replace(/[\p{Cc}\p{Cs}]/gu, "�")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
