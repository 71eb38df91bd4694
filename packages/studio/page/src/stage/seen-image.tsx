import { Pixels } from "../parts/pixels.js";
import { useStore } from "../state/store.js";

/** What the network really sees; an empty frame where there is nothing, so that nothing moves when it comes. */
export function SeenImage() {
  const { verdict, model } = useStore().state;
  return (
    <figure className="seen">
      {verdict === undefined ? (
        <div className="pixels" />
      ) : (
        <Pixels image={verdict.seen} label="What the network sees" />
      )}
      <figcaption>{model !== undefined && `seen as ${model.input.width}×${model.input.height}`}</figcaption>
    </figure>
  );
}
