import { useStore } from "../state/store.js";
import { GalleryStrip } from "./gallery-strip.js";

/** Images to ask about, for who does not want to draw: digits, and what is none. */
export function Gallery() {
  const { model, understand } = useStore().state;
  const { opened } = understand;
  if (model === undefined) return null;
  const { height, width, channels } = model.input;
  const fits = height === 28 && width === 28 && channels === 1;
  return (
    <section className="gallery" aria-labelledby="gallery">
      <h3 id="gallery">Or choose one</h3>
      {opened !== undefined && (
        <GalleryStrip key={opened.name} set="opened" title={`Opened: ${opened.name}`} />
      )}
      {fits ? (
        <>
          <GalleryStrip set="digits" title="Digits, drawn by the program" />
          <GalleryStrip set="letters" title="Letters, by the same pen" />
          <GalleryStrip set="noise" title="White noise" />
        </>
      ) : (
        <p>
          The gallery’s images have 28×28 grey pixels; this model takes {width}×{height}
          {channels === 3 ? " in colour" : ""}.
        </p>
      )}
    </section>
  );
}
