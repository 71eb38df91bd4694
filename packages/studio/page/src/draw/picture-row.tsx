import { Pixels } from "../parts/pixels.js";
import { Still } from "../parts/still.js";
import { headline, sentence } from "../stage/verdict-words.js";
import { useStore } from "../state/store.js";
import type { PictureItem } from "./pictures-state.js";

/** A picture of the list: itself, what the network sees of it, and what it says. Choosing it shows it on the stage. */
export function PictureRow({ item }: { readonly item: PictureItem }) {
  const { state, dispatch } = useStore();
  const { id, name, thumbnail, verdict, problem } = item;
  const isShown = state.shown.kind === "picture" && state.shown.id === id;
  const words = (
    <>
      <span className="picture-name">{name}</span>
      {problem !== undefined && (
        <span className="picture-problem">{problem.message.replace(`${name}: `, "")}</span>
      )}
      {verdict !== undefined && (
        <>
          <strong data-refused={verdict.refused}>{headline(verdict)}</strong>
          <span className="picture-reason">{sentence(verdict)}</span>
        </>
      )}
      {problem === undefined && verdict === undefined && <span className="picture-reason">Reading…</span>}
    </>
  );
  return (
    <li>
      {thumbnail === undefined ? (
        <div className="picture-row">
          <span className="no-thumbnail" />
          <span className="picture-words">{words}</span>
        </div>
      ) : (
        <button
          className="picture-row"
          aria-current={isShown ? "true" : undefined}
          onClick={() => dispatch({ type: "show", shown: { kind: "picture", id, name } })}
        >
          <Thumbnail bitmap={thumbnail} />
          {verdict === undefined ? <span className="pixels" /> : <Pixels image={verdict.seen} />}
          <span className="picture-words">{words}</span>
        </button>
      )}
    </li>
  );
}

function Thumbnail({ bitmap }: { readonly bitmap: ImageBitmap }) {
  const { width, height } = bitmap;
  return (
    <Still
      {...{ width, height }}
      className="thumbnail"
      paint={(context) => context.drawImage(bitmap, 0, 0)}
      shows={[bitmap]}
    />
  );
}
