import { useReducedMotion } from "../parts/use-media.js";
import { StopsSlider } from "../parts/stops-slider.js";
import { useStore } from "../state/store.js";
import { countedOf, speeds } from "./understand-state.js";
import { useUnderstand } from "./use-understand.js";

/** Counts the votes: by themselves, one by one, or all. */
export function VoteControls({ samples }: { readonly samples: number }) {
  const { shown } = useStore().state;
  const [understand, change] = useUnderstand();
  const still = useReducedMotion();
  const counted = countedOf(understand, shown, samples);
  const playing = understand.count?.playing === true && counted < samples;
  const count = (to: number, plays = false): void =>
    change({ type: "count", count: { of: shown, counted: to, playing: plays } });
  return (
    <div className="vote-controls">
      <div className="buttons">
        {!still && (
          <button className="primary" onClick={() => count(counted === samples ? 0 : counted, !playing)}>
            {playing ? "Pause" : "Play"}
          </button>
        )}
        <button disabled={counted === samples} onClick={() => count(counted + 1)}>
          One more
        </button>
        <button onClick={() => count(0)}>Start over</button>
        <button disabled={counted === samples} onClick={() => count(samples)}>
          All
        </button>
      </div>
      {!still && (
        <StopsSlider
          label="Speed"
          stops={speeds}
          value={understand.speed}
          text={`${understand.speed} a second`}
          onChange={(speed) => change({ type: "speed", speed })}
        />
      )}
    </div>
  );
}
