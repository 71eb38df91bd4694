import { useStore } from "../state/store.js";
import { TakeAway } from "../take/take-away.js";
import { Characters } from "./characters.js";
import { Pad } from "./pad.js";
import { RuleLine } from "./rule-line.js";
import { SeenImage } from "./seen-image.js";
import { VerdictText } from "./verdict-text.js";

/** What the network is asked about, and what it says: beside every view. */
export function Stage() {
  const { embedded } = useStore().state;
  return (
    <section className="stage" aria-label="Picture and verdict">
      <Pad />
      <div className="said">
        {!embedded && <SeenImage />}
        <VerdictText />
      </div>
      <Characters />
      {!embedded && <RuleLine />}
      {!embedded && <TakeAway />}
    </section>
  );
}
