import type { Seen } from "../engine/verdict.js";
import { paintPixels } from "../parts/paint-pixels.js";
import { useCanvas } from "../parts/use-canvas.js";
import { useStore } from "../state/store.js";

/** What the network really sees; an empty frame where there is nothing, so that nothing moves when it comes. */
export function SeenImage() {
  const { verdict, model } = useStore().state;
  return (
    <figure className="seen">
      {verdict === undefined ? <div className="pixels" /> : <LivePixels image={verdict.seen} />}
      <figcaption>{model !== undefined && `seen as ${model.input.width}×${model.input.height}`}</figcaption>
    </figure>
  );
}

/** It changes with every move of the pen. */
function LivePixels({ image }: { readonly image: Seen }) {
  const { width, height } = image;
  const canvas = useCanvas((context) => paintPixels(context, image), [image]);
  return (
    <canvas
      ref={canvas}
      className="pixels"
      {...{ width, height }}
      role="img"
      aria-label="What the network sees"
    />
  );
}
