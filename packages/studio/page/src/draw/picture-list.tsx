import { useStore } from "../state/store.js";
import { PictureRow } from "./picture-row.js";

/** The pictures that were dropped, pasted or picked, where they are several. */
export function PictureList() {
  const { state, dispatch, studio } = useStore();
  const { pictures } = state;
  if (pictures.length < 2) return null;
  const forget = (): void => {
    void studio.answering.forgetPictures();
    dispatch({ type: "pictures", action: { type: "forget" } });
    if (state.shown.kind === "picture") dispatch({ type: "show", shown: { kind: "drawing", strokes: [] } });
  };
  const answered = pictures.filter(({ verdict }) => verdict !== undefined);
  const refused = answered.filter(({ verdict }) => verdict!.refused);
  return (
    <section className="pictures" aria-labelledby="pictures">
      <header>
        <h3 id="pictures">{pictures.length} pictures</h3>
        <p>
          {answered.length - refused.length} answered, {refused.length} refused
        </p>
        <button onClick={forget}>Forget them</button>
      </header>
      <ul>
        {pictures.map((item) => (
          <PictureRow key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}
