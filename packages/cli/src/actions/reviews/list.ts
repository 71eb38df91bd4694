import { settledLabel, type ReviewState } from "@nescio/server";
import type { CommandContext } from "../../run-command.js";
import { formatTable, type Ui } from "../../ui.js";
import { openQueue, type ListedReview } from "./queue.js";

export interface ListReviewsOptions {
  queue?: string;
  state?: ReviewState;
  count: number;
}

/** The reviews in the queue's order. */
export async function listReviews({
  options,
  ui,
  signal,
}: CommandContext<ListReviewsOptions>): Promise<void> {
  const { queue: address, state, count } = options;
  const queue = await openQueue(address, { signal });
  const reviews: ListedReview[] = [];
  let more = false;
  try {
    for await (const page of queue.list(state)) {
      reviews.push(...page);
      more = reviews.length > count;
      if (more) break;
    }
  } finally {
    await queue.close();
  }
  const shown = reviews.slice(0, count);
  const rows = shown.map(({ id, createdAt, model, arrival, state: now, verdicts, decision, score }) => ({
    ...{ id, createdAt, model, arrival, state: now, label: labelText(verdicts), score, decision, verdicts },
  }));
  ui.result(rows, () => {
    if (rows.length === 0)
      return `no reviews${state === undefined ? "" : ` that are ${state}`} in ${queue.address}`;
    return [
      tableOf(rows, ui),
      ...(more ? [ui.colors.dim(`the first ${count}; --count shows more`)] : []),
    ].join("\n");
  });
}

type Row = Omit<ListedReview, "verdicts"> & { readonly label: string | null };

function tableOf(rows: readonly Row[], { colors }: Ui): string {
  return formatTable(
    ["ID", "WHEN", "MODEL", "ARRIVAL", "STATE", "LABEL", "DECISION"].map((title) => ({ title })),
    rows.map(({ id, createdAt, model, arrival, state, label, decision }) => [
      id,
      new Date(createdAt).toISOString().slice(0, 19).replace("T", " "),
      model.name,
      arrival,
      state,
      label ?? "–",
      decisionText(decision),
    ]),
    colors.bold,
  );
}

/** What was said of it: a label; several, where reviewers disagree; nothing yet. */
function labelText(verdicts: ListedReview["verdicts"]): string | null {
  const labels = [...new Set(verdicts.flatMap(({ label }) => (label === null ? [] : [label])))];
  const settled = settledLabel({ labelsWanted: 1, verdicts });
  return settled ?? (labels.length === 0 ? null : labels.join(" / "));
}

/** The words of a decision, as the service has them; another program's as they are. */
function decisionText(decision: ListedReview["decision"]): string {
  if (typeof decision !== "object" || decision === null || Array.isArray(decision))
    return JSON.stringify(decision);
  const { decision: kind, labels, reason } = decision;
  const names = Array.isArray(labels) ? labels.filter((label) => typeof label !== "object").join(" or ") : "";
  const text = [typeof kind === "string" ? kind : "", names].filter((part) => part !== "").join(": ");
  const words = typeof reason === "string" && text === "" ? reason : text;
  return words === "" ? "–" : words;
}
