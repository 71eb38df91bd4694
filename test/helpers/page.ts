/** What a page says that its program does at one place. */
export interface Claim {
  readonly kind: "prints" | "throws";
  readonly text: string;
}

export interface PageProgram {
  /** The page's blocks, as they stand. */
  readonly source: string;
  /** The same, but what is said to throw is caught, and its message printed after `thrownMark`. */
  readonly runnable: string;
  readonly claims: readonly Claim[];
}

export const thrownMark = "threw: ";

/**
 * The TypeScript or JavaScript blocks of a page as one program. Comments on lines directly beneath code, and those that
 * end a line with `console.log`, are what it prints; beneath a line that ends with "// throws" stands the message's
 * beginning.
 */
export function pageProgram(markdown: string): PageProgram {
  const blocks = [...markdown.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  const claims: Claim[] = [];
  const runnable: string[] = [];
  for (const block of blocks) {
    const lines = block.split("\n");
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i];
      const beneath: string[] = [];
      if (line.trim() !== "" && !isComment(line)) {
        while (isComment(lines[i + 1] ?? "")) beneath.push(lines[++i].replace(/^\s*\/\/ /, ""));
      }
      const throws = /^(.*;) \/\/ throws$/.exec(line);
      if (throws === null) {
        const printed = /console\.log\(.*\); \/\/ (.*)$/.exec(line);
        claims.push(
          ...[...(printed?.slice(1) ?? []), ...beneath].map((text): Claim => ({ kind: "prints", text })),
        );
        runnable.push(line);
      } else {
        claims.push({ kind: "throws", text: beneath.join(" ") });
        const caught = `catch (error) { console.log(${JSON.stringify(thrownMark)} + error.message); }`;
        runnable.push(`try { ${throws[1]} console.log("nothing thrown"); } ${caught}`);
      }
    }
  }
  return { source: blocks.join("\n"), runnable: runnable.join("\n"), claims };
}

function isComment(line: string): boolean {
  return /^\s*\/\/ /.test(line);
}

/** The cells of the first table after `heading`, without those of its head. */
export function tableAfter(markdown: string, heading: string): string[][] {
  const rest = markdown.slice(markdown.indexOf(`\n${heading}\n`));
  const [, table] = /\n\n((?:\|.*\n)+)/.exec(rest)!;
  const rows = table.trimEnd().split("\n");
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
