import type { WatchedModel } from "../service/watch.js";
import { percent } from "../review/review-words.js";

/** How much is answered, and why the rest is not. */
export function CountsPart({ counts: { answered, refused } }: { readonly counts: WatchedModel["counts"] }) {
  const reasons = Object.entries(refused).sort(([, a], [, b]) => b - a);
  const refusals = reasons.reduce((sum, [, count]) => sum + count, 0);
  const all = answered + refusals;
  const rows = [["answered", answered] as const, ...reasons];
  return (
    <div className="watched-part">
      <h3>Answers and refusals</h3>
      {all === 0 ? (
        <p>Nothing has been asked yet.</p>
      ) : (
        <>
          <p>
            {percent(refusals / all)} of {all.toLocaleString("en")} inputs were refused.
          </p>
          <ol className="bars">
            {rows.map(([name, count]) => (
              <li key={name} data-reason={name}>
                <span className="bar-name">{name}</span>
                <span
                  className={name === "answered" ? "bar of-answers" : "bar of-refusals"}
                  aria-hidden="true"
                >
                  <span style={{ width: `${(100 * count) / all}%` }} />
                </span>
                <span className="bar-value">
                  {count.toLocaleString("en")} <span className="hint">{percent(count / all)}</span>
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
