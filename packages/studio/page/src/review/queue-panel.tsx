import type { Counts } from "../service/review.js";
import { LabelButtons } from "./label-buttons.js";
import { ReviewInputView } from "./review-input-view.js";
import { LeaseNote } from "./lease-note.js";
import { useSession } from "./use-session.js";
import { WhatItSaid } from "./what-it-said.js";
import { arrivalWords } from "./review-words.js";

/** The next review, and what can be said of it. */
export function QueuePanel() {
  const { state } = useSession();
  const { items, counts, decided, reviewer, said, isEmpty } = state;
  const item = items.at(0);
  return (
    <section className="queue" aria-label="Queue">
      <p className="for-listeners" aria-live="polite" data-said={said}>
        {said} {item === undefined ? "" : `Next: ${arrivalWords(item.review)}`}
      </p>
      {counts !== undefined && (
        <p className="queue-counts">
          {countsText(counts)}
          {decided > 0 && ` You have decided ${decided}.`}
        </p>
      )}
      {reviewer === "" && <p className="empty">Say who you are: your name stands with what you decide.</p>}
      {reviewer !== "" && item === undefined && isEmpty && <EmptyQueue counts={counts} />}
      {reviewer !== "" && item === undefined && !isEmpty && <p className="empty">Asking for the next one…</p>}
      {item !== undefined && (
        <div className="review-item" data-review={item.review.id}>
          <div className="review-left">
            <ReviewInputView item={item} />
            <LeaseNote item={item} />
            <LabelButtons item={item} />
          </div>
          <WhatItSaid item={item} />
        </div>
      )}
    </section>
  );
}

function EmptyQueue({ counts }: { readonly counts: Counts | undefined }) {
  const isAnothers = counts !== undefined && counts.waiting + counts.claimed > 0;
  return (
    <p className="empty">
      <strong>Nothing waits for you.</strong>{" "}
      {isAnothers
        ? "Others have what is left, or you have judged it already; it comes back when their time for it ends."
        : "The network has answered all that came, or everything has been decided. What it refuses next appears here by itself."}
    </p>
  );
}

function countsText({ waiting, claimed, labelled, skipped }: Counts): string {
  return `${waiting + claimed} left to decide, ${claimed} of them handed out; ${labelled} labelled, ${skipped} skipped.`;
}
