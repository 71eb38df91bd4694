import cliProgress from "cli-progress";
import { printable } from "@nescio/core/internal";
import { formatDuration } from "./format.js";

export interface ProgressOptions {
  /** What is going on, e.g. "training". */
  readonly title: string;
  /** The value at which it is done; may be given by the first update instead. */
  readonly total?: number | undefined;
  /** Renders values, e.g. as bytes. Default: as they are. */
  readonly format?: (value: number) => string;
}

/** Progress of one piece of work. `stop` must be called at its end, failed or not; the command runner does so too. */
export interface Progress {
  /** @param note What stands behind the bar, e.g. the loss. @param total Replaces the total. */
  update(value: number, note?: string, total?: number): void;
  stop(): void;
}

/** Where progress is drawn. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** A bar with the time left, for a terminal. */
export function barProgress(
  { title, total = 0, format = String }: ProgressOptions,
  stream: ProgressStream,
): Progress {
  let note = "";
  const bar = new cliProgress.SingleBar({
    stream,
    hideCursor: true,
    format: (_, { progress: share, value, total: end, eta }) => {
      const size = 24;
      // Of an unknown total nothing is done yet, where the library says all of it.
      const progress = end > 0 ? share : 0;
      const full = Math.round(size * progress);
      const parts = [`${format(value)}${end > 0 ? ` of ${format(end)}` : ""}`];
      if (note !== "") parts.push(printable(note));
      if (progress < 1 && Number.isFinite(eta) && value > 0) parts.push(`${formatDuration(eta)} left`);
      const drawn = `${"█".repeat(full)}${"░".repeat(size - full)}`;
      return `${printable(title)} ${drawn} ${String(Math.floor(100 * progress)).padStart(3)} %  ${parts.join(", ")}`;
    },
  });
  bar.start(total, 0);
  return {
    update(value, newNote, newTotal) {
      if (newNote !== undefined) note = newNote;
      if (newTotal !== undefined) bar.setTotal(newTotal);
      bar.update(value);
    },
    stop: () => bar.stop(),
  };
}

/** Milliseconds between two lines. */
const interval = 5000;

/** A line now and then, for a log: every five seconds, and one when the total is reached. */
export function lineProgress(
  { title, total: firstTotal = 0, format = String }: ProgressOptions,
  stream: ProgressStream,
  now: () => number = () => performance.now(),
): Progress {
  const start = now();
  let next = start + interval;
  let total = firstTotal;
  let finished = false;
  return {
    update(value, note, newTotal) {
      if (newTotal !== undefined) total = newTotal;
      const time = now();
      const done = total > 0 && value >= total;
      if (finished || (!done && time < next)) return;
      finished = done;
      next = time + interval;
      const share = total > 0 ? value / total : 0;
      const parts = [`${format(value)}${total > 0 ? ` of ${format(total)}` : ""}`];
      if (note !== undefined && note !== "") parts.push(printable(note));
      const elapsed = (time - start) / 1000;
      if (done) parts.push(formatDuration(elapsed));
      else if (share > 0) parts.push(`${formatDuration((elapsed * (1 - share)) / share)} left`);
      stream.write(`${printable(title)}: ${parts.join(", ")}\n`);
    },
    stop: () => undefined,
  };
}

/** Draws nothing. */
export const noProgress: Progress = { update: () => undefined, stop: () => undefined };
