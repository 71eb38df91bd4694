import { writePiecesAtomic } from "@nescio/node/internal";
import type { CommandContext } from "../../run-command.js";
import { prepareOutputs } from "../outputs.js";
import { openQueue } from "./queue.js";
import { lineOf } from "./service-queue.js";

export interface ExportReviewsOptions {
  queue?: string;
  out?: string;
}

/** Everything in the queue as JSON Lines, to a file that is there whole or not at all, or to stdout. */
export async function exportReviews({
  options,
  ui,
  signal,
}: CommandContext<ExportReviewsOptions>): Promise<void> {
  const { queue: address, out } = options;
  await prepareOutputs({ "--out": out }, [], { regular: ["--out"] });
  const queue = await openQueue(address, { signal });
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const page of queue.export()) {
      for (const record of page) {
        count++;
        yield lineOf(record);
      }
    }
  }
  try {
    if (out !== undefined) await writePiecesAtomic(out, lines(), { signal });
    else {
      // Whoever goes away early knows that it was not all.
      for await (const line of lines()) if (!(await ui.write(line))) return;
    }
  } finally {
    await queue.close();
  }
  const text = `${count} ${count === 1 ? "review" : "reviews"} of ${queue.address}`;
  if (out === undefined) ui.notice(text);
  else ui.result({ reviews: count, file: out }, () => `wrote ${text} to ${out}`);
}
