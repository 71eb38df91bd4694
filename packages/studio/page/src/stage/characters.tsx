import { Pixels } from "../parts/pixels.js";
import { useStore } from "../state/store.js";
import { headline, sentence } from "./verdict-words.js";

/** Of several characters in one picture: the offer to answer for each, and the answers. */
export function Characters() {
  const { state, dispatch } = useStore();
  const { verdict, characters } = state;
  if (characters.verdicts !== undefined) {
    return (
      <section className="characters" aria-label="Each character">
        <ol>
          {characters.verdicts.map((each, i) => (
            <li key={i} data-refused={each.refused}>
              <Pixels image={each.seen} />
              <strong>{headline(each)}</strong>
              <span>{sentence(each)}</span>
            </li>
          ))}
        </ol>
      </section>
    );
  }
  if (verdict?.hints.some(({ kind }) => kind === "several") !== true) return null;
  return (
    <button
      className="primary"
      disabled={characters.wanted}
      onClick={() => dispatch({ type: "characters", action: { type: "want" } })}
    >
      {characters.wanted ? "Looking at each character…" : "Answer for each character"}
    </button>
  );
}
