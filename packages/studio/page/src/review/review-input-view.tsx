import { useState } from "react";
import { strangeColumns } from "./review-input.js";
import type { ReviewItem } from "./review-session.js";

/** Below this many pixels a side, pixels are shown as squares. */
const small = 128;

/** The input, as large as there is room. */
export function ReviewInputView({ item }: { readonly item: ReviewItem }) {
  const { input, review } = item;
  if (input === undefined) return <p className="review-input empty">The input is being loaded.</p>;
  if (input.kind === "failed")
    return <p className="review-input empty">The input did not come. {input.why}</p>;
  if (input.kind === "row") {
    const { cells, hasNames } = input;
    const isTold = review.arrival !== "audit" || review.verdicts.length > 0;
    const strange = hasNames && isTold ? strangeColumns(cells, review.decision) : new Set<string>();
    // What is strange is seen without scrolling.
    const shown = [...cells].sort(([a], [b]) => Number(strange.has(b)) - Number(strange.has(a)));
    return (
      <div className="review-input review-row" role="region" aria-label="The row" tabIndex={0}>
        <table>
          <tbody>
            {shown.map(([name, value]) => (
              <tr key={name} data-strange={strange.has(name)}>
                <th scope="row">{name}</th>
                <td>
                  {value}
                  {strange.has(name) && <span className="for-listeners">, strange</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
  const { address, mediaType } = input;
  if (input.kind === "image") return <ShownImage key={address} address={address} mediaType={mediaType} />;
  return <Unshown address={address} mediaType={review.input.mediaType} />;
}

function ShownImage({ address, mediaType }: { readonly address: string; readonly mediaType: string }) {
  const [shown, setShown] = useState<"as it is" | "as squares" | "not">("as it is");
  if (shown === "not") return <Unshown address={address} mediaType={mediaType} />;
  return (
    <img
      className={shown === "as squares" ? "review-input squares" : "review-input"}
      src={address}
      alt="The input to decide"
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
        setShown(Math.max(naturalWidth, naturalHeight) <= small ? "as squares" : "as it is")
      }
      onError={() => setShown("not")}
    />
  );
}

function Unshown({ address, mediaType }: { readonly address: string; readonly mediaType: string }) {
  return (
    <p className="review-input empty">
      This browser does not show {mediaType}.{" "}
      <a href={address} download="input">
        Save the file
      </a>{" "}
      to look at it.
    </p>
  );
}
