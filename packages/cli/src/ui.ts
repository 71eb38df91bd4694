import { once } from "node:events";
import Table from "cli-table3";
import pc from "picocolors";
import { printable } from "@nescio/core/internal";
import { barProgress, lineProgress, noProgress, type Progress, type ProgressOptions } from "./progress.js";
import { forTerminal, jsonForTerminal } from "./terminal-text.js";

/** A stream that text goes to; a terminal says so. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** What a command says: results on stdout; progress and notices on stderr. */
export interface Ui {
  /** Whether stdout is to carry JSON alone. */
  readonly json: boolean;
  /** Whether stdout is a terminal, and people look at it. */
  readonly terminal: boolean;
  /** Colours for stdout; they leave text as it is where it is no terminal or NO_COLOR is set. */
  readonly colors: ReturnType<typeof pc.createColors>;
  /** The command's result: `value` as JSON with `--json`, else the text that `render` makes. */
  result(value: unknown, render: () => string): void;
  /**
   * Writes a part of a result while it is made, when the stream takes more.
   * @returns Whether anybody still reads it: `head` goes away when it has seen enough.
   */
  write(text: string): Promise<boolean>;
  /** A line for the user on stderr; none with `--quiet`. */
  notice(text: string): void;
  /** Progress on stderr: a bar in a terminal, a line now and then elsewhere, nothing with `--quiet`. */
  progress(options: ProgressOptions): Progress;
  /** Stops whatever progress is still being drawn, so that the terminal is left in order. */
  close(): void;
}

/** A {@link Ui} on the given streams. */
export function createUi(
  streams: { readonly stdout: TextStream; readonly stderr: TextStream },
  options: { readonly json?: boolean; readonly quiet?: boolean } = {},
): Ui {
  const { stdout, stderr } = streams;
  const { json = false, quiet = false } = options;
  const open = new Set<Progress>();
  return {
    json,
    terminal: stdout.isTTY === true,
    colors: pc.createColors(wantsColor(stdout)),
    result(value, render) {
      const text = json ? jsonForTerminal(value) : forTerminal(render());
      stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    async write(text) {
      if (!stdout.writable) return false;
      if (stdout.write(stdout.isTTY === true ? forTerminal(text) : text)) return true;
      const over = new AbortController();
      const { signal } = over;
      try {
        const drained = once(stdout, "drain", { signal }).then(() => true);
        return await Promise.race([drained, once(stdout, "close", { signal }).then(() => false)]);
      } catch {
        // What went wrong with the stream, others are told of (main.ts).
        return false;
      } finally {
        over.abort();
      }
    },
    notice(text) {
      if (!quiet) stderr.write(`${forTerminal(text)}\n`);
    },
    progress(progressOptions) {
      if (quiet) return noProgress;
      const make = stderr.isTTY ? barProgress : lineProgress;
      const progress = make(progressOptions, stderr);
      const stop = (): void => {
        if (open.delete(handle)) progress.stop();
      };
      const handle: Progress = { ...progress, stop };
      open.add(handle);
      return handle;
    },
    close() {
      for (const progress of open) progress.stop();
    },
  };
}

/** NO_COLOR (any text) turns colours off, FORCE_COLOR turns them on; else terminals get them. */
export function wantsColor(stream: TextStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return stream.isTTY === true && TERM !== "dumb";
}

/** A column of a {@link formatTable}. */
export interface Column {
  readonly title: string;
  /** Default "left". */
  readonly align?: "left" | "right";
}

/** What a table shows at a place; `style` colours it. */
export type Cell = string | number | { readonly text: string; readonly style: (text: string) => string };

/** An aligned table without borders, two spaces between columns; names in it may come from outside. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  emphasise: (text: string) => string = (text) => text,
): string {
  const none = Object.fromEntries(
    [
      ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
      ...["left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
    ].map((name) => [name, ""]),
  );
  const table = new Table({
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: columns.map(({ align }) => align ?? "left"),
  });
  table.push(columns.map(({ title }) => emphasise(printable(title))));
  for (const row of rows) table.push(row.map(cellText));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function cellText(cell: Cell): string {
  return typeof cell === "object" ? cell.style(printable(cell.text)) : printable(String(cell));
}
