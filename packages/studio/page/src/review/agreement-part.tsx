import type { Agreement, AgreementFigures } from "../service/review.js";
import { percent } from "./review-words.js";

/** How far two reviewers say the same of the same inputs. */
export function AgreementPart({
  agreement: { together, pairs, disagreed, disagreements },
  open,
}: {
  readonly agreement: Agreement;
  readonly open: (id: string) => void;
}) {
  return (
    <section className="insight-part">
      <h2>Do reviewers agree?</h2>
      {together === null ? (
        <p>
          Nothing has been labelled by two reviewers yet. Where two labels are wanted of an input, it is
          handed to a second reviewer, who does not see what the first one said.
        </p>
      ) : (
        <>
          <p>
            On {percent(together.agreement)} of {together.items} inputs that two have labelled.{" "}
            {kappaWords(together)}
          </p>
          <div className="table-box" role="region" aria-label="Agreement of each two reviewers" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Reviewers</th>
                  <th scope="col">Inputs</th>
                  <th scope="col">Agree</th>
                  <th scope="col">κ</th>
                  <th scope="col">95 % interval</th>
                </tr>
              </thead>
              <tbody>
                {pairs.map((pair) => (
                  <tr key={pair.reviewers.join("\n")}>
                    <th scope="row">{pair.reviewers.join(" and ")}</th>
                    <td>{pair.items}</td>
                    <td>{percent(pair.agreement)}</td>
                    <td>{pair.kappa === null ? "–" : pair.kappa.toFixed(2)}</td>
                    <td>{pair.interval === null ? "–" : intervalText(pair.interval)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {disagreed > 0 && (
        <>
          <h3>{disagreed === 1 ? "One input has" : `${disagreed} inputs have`} two different labels</h3>
          <ul className="jump-list">
            {disagreements.map(({ id, labels }) => (
              <li key={id}>
                <span>{labels.map(({ reviewer, label }) => `${reviewer}: ${label}`).join(", ")}</span>
                <button onClick={() => open(id)}>
                  Look at it<span className="for-listeners"> ({id.slice(-6)})</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Cohen's κ in a sentence. */
function kappaWords({ kappa, interval }: AgreementFigures): string {
  if (kappa === null) return "All have one and the same label, so that nothing can be said about chance.";
  const sure = interval === null ? "" : ` (95 % interval ${intervalText(interval)})`;
  return `Beyond chance, that is a κ of ${kappa.toFixed(2)}${sure}: 0 would be no more than by chance, 1 always the same.`;
}

function intervalText([low, high]: readonly [number, number]): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}
