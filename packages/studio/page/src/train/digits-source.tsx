import { isBusy } from "./is-busy.js";
import type { Hand } from "./train-state.js";
import { useTrain } from "./use-train.js";

const counts = [600, 2000, 6000, 20_000, 60_000];
const hands: Readonly<Record<Hand, string>> = { neat: "neat", hasty: "hasty" };

/** Digits that the program draws. */
export function DigitsSource() {
  const [{ digits, phase }, change] = useTrain();
  return (
    <div className="fields">
      <p>Digits from 0 to 9 that the program draws by itself, each one a little different.</p>
      <label>
        How many
        <select
          disabled={isBusy(phase)}
          value={digits.count}
          onChange={(event) =>
            change({ type: "digits", digits: { ...digits, count: Number(event.currentTarget.value) } })
          }
        >
          {counts.map((count) => (
            <option key={count} value={count}>
              {count.toLocaleString("en")}
            </option>
          ))}
        </select>
      </label>
      <label>
        Handwriting
        <select
          disabled={isBusy(phase)}
          value={digits.hand}
          onChange={(event) =>
            change({ type: "digits", digits: { ...digits, hand: event.currentTarget.value as Hand } })
          }
        >
          {Object.entries(hands).map(([hand, text]) => (
            <option key={hand} value={hand}>
              {text}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
