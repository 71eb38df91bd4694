import type { Review } from "../service/review.js";
import { NearestImages } from "./nearest-images.js";
import type { ReviewItem } from "./review-session.js";
import { arrivalWords, percent, rankedClasses } from "./review-words.js";

/** Classes whose probabilities are shown: so many at most and at least, and between them those that are not next to nothing. */
const [most, least, nothing] = [10, 3, 0.001];

/**
 * What the network said of the input, and why. Of an answer that is audited that is told afterwards: whoever knows it finds fewer of
 * its errors, and the bound that the audit gives would be too low.
 */
export function WhatItSaid({ item: { review, input } }: { readonly item: ReviewItem }) {
  const isBlind = review.arrival === "audit" && review.verdicts.length === 0;
  return isBlind ? (
    <ToldAfterwards review={review} />
  ) : (
    <Told review={review} isImage={input !== undefined && !(input.kind === "row" && input.hasNames)} />
  );
}

function ToldAfterwards({ review }: { readonly review: Review }) {
  return (
    <div className="what-it-said">
      <h2>What is it?</h2>
      <p>{arrivalWords(review)}</p>
      <p>What the network answered is told when it is decided: you are not to be led.</p>
    </div>
  );
}

function Told({ review, isImage }: { readonly review: Review; readonly isImage: boolean }) {
  const { decision, model, verdicts } = review;
  // Of a refusal, the reason says them.
  const hints = decision.hints?.filter((hint) => decision.reason?.includes(hint) !== true);
  const ranked = rankedClasses(review);
  const count = ranked.slice(0, most).filter(([, share], i) => i < least || share >= nothing).length;
  const rest = ranked.slice(count);
  return (
    <div className="what-it-said">
      <h2>{headline(review)}</h2>
      <p>{arrivalWords(review)}</p>
      {decision.reason !== undefined && <p className="network-reason">{decision.reason}</p>}
      {ranked.length > 0 && (
        <>
          <h3>What {model.name} finds probable</h3>
          <ol className="bars">
            {ranked.slice(0, count).map(([name, probability]) => (
              <li key={name}>
                <span className="bar-name">{name}</span>
                <span className="bar" aria-hidden="true">
                  <span style={{ width: `${100 * Math.min(1, Math.max(0, probability))}%` }} />
                </span>
                <span className="bar-value">{percent(probability)}</span>
              </li>
            ))}
          </ol>
          {rest.length > 0 && (
            <p className="hint">
              {rest.length} more together {percent(rest.reduce((sum, [, share]) => sum + share, 0))}.
            </p>
          )}
        </>
      )}
      {typeof decision.familiarity === "number" && (
        <p>
          {percent(decision.familiarity)} of inputs like those it was trained on look at least as strange.
        </p>
      )}
      {hints?.map((hint) => (
        <p key={hint}>{hint}.</p>
      ))}
      {isImage && <NearestImages model={model.name} places={decision.nearest ?? []} />}
      {verdicts.length > 0 && (
        <>
          <h3>What was said of it</h3>
          <ul>
            {verdicts.map(({ reviewer, label }) => (
              <li key={reviewer}>
                {reviewer}: {label ?? "skipped"}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function headline({ decision }: Review): string {
  const { labels = [], refused } = decision;
  if (refused === true || labels.length === 0) return "I don’t know";
  return labels.length === 1 ? `It answered ${labels[0]}` : `It answered ${labels.join(" or ")}`;
}
