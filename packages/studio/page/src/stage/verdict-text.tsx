import { useStore } from "../state/store.js";
import { isAnswered, type State } from "../state/state.js";
import { isBlank } from "../state/shown.js";
import { useSettled } from "../parts/use-settled.js";
import { headline, sentence } from "./verdict-words.js";

/** The verdict in large letters, with its reason; and, once it stays, for who listens. */
export function VerdictText() {
  const { state } = useStore();
  const { verdict, shown } = state;
  const settled = useSettled(verdict === undefined ? "" : `${headline(verdict)}. ${sentence(verdict)}`, 700);
  return (
    <div
      className="verdict"
      data-refused={verdict?.refused}
      aria-busy={!isBlank(shown) && !isAnswered(state)}
    >
      {verdict === undefined ? (
        <p key="none" className="headline">
          {withoutVerdict(state)}
        </p>
      ) : (
        <Headline key={verdict.refused ? "refused" : "answered"} words={headline(verdict)} />
      )}
      <p className="reason">{verdict === undefined ? "" : sentence(verdict)}</p>
      <p className="for-listeners" role="status">
        {settled}
      </p>
    </div>
  );
}

/** Long names of classes are smaller, so that the reason stays where it is. */
function Headline({ words }: { readonly words: string }) {
  return <p className={words.length > 16 ? "headline long" : "headline"}>{words}</p>;
}

function withoutVerdict({ model, hasModel, tokenWanted, shown }: State): string {
  if (tokenWanted !== undefined) return "The service wants a token for its model";
  if (model === undefined) return hasModel ? "Loading…" : "No model of images is served: open one";
  if (!isBlank(shown)) return "…";
  return model.classes.every((name) => /^\d$/.test(name)) ? "Draw a digit" : "Draw, or open a picture";
}
