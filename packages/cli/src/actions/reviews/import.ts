import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { orAborted } from "@nescio/core/internal";
import { openRegularFile, refusal } from "@nescio/node/internal";
import { readRecords, type ReviewRecord } from "@nescio/server";
import type { CommandContext } from "../../run-command.js";
import { openQueue } from "./queue.js";

export interface ImportReviewsOptions {
  queue?: string;
}

/** Takes over what a queue has exported, from a file or stdin, page by page. */
export async function importReviews(
  { options, ui, signal }: CommandContext<ImportReviewsOptions>,
  file?: string,
): Promise<void> {
  // Before a queue is made for it.
  const pages = recordsOfFile(file);
  // Of standard input nothing may ever come.
  const next = () => orAborted(pages.next(), signal, "the import");
  const first = await next();
  const queue = await openQueue(options.queue, { make: true, signal });
  const added = { lines: 0, reviews: 0, verdicts: 0 };
  try {
    for (let page = first; page.done !== true; page = await next()) {
      const { reviews, verdicts } = await queue.import(page.value);
      added.lines += page.value.length;
      added.reviews += reviews;
      added.verdicts += verdicts;
    }
  } finally {
    await queue.close();
    // Who is still waited for cannot be told.
    if (!signal.aborted) await pages.return();
  }
  ui.result({ ...added, queue: queue.address }, () => {
    const old = added.lines - added.reviews;
    const there = old === 0 ? "" : `, ${old} were there already`;
    return `${added.reviews} of ${added.lines} reviews and ${added.verdicts} verdicts are new in ${queue.address}${there}`;
  });
}

/** Reviews of a file of an export; without a name, of stdin. */
export async function* recordsOfFile(
  path: string | undefined,
): AsyncGenerator<ReviewRecord[], void, undefined> {
  if (path === undefined) {
    yield* readRecords(process.stdin, "standard input");
    return;
  }
  const facts = { subject: path, expected: "a file of reviews, as `nescio reviews export` writes it" };
  let stream: Readable;
  try {
    const { file } = await openRegularFile(path);
    stream = createReadStream(path, { fd: file });
  } catch (error) {
    throw refusal(error, { ...facts, missing: "no such file" });
  }
  try {
    yield* readRecords(stream, path);
  } catch (error) {
    throw refusal(error, facts);
  } finally {
    stream.destroy();
  }
}
