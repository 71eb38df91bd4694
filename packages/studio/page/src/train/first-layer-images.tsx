import type { FirstLayer } from "../engine/training-plan.js";
import { useCanvas } from "../parts/use-canvas.js";
import { gridSize, paintMeans, paintScales } from "./paint-weights.js";

/** What the first units look for, and how unsure that is. */
export function FirstLayerImages({ weights }: { readonly weights: FirstLayer }) {
  const { units, scales } = weights;
  const size = gridSize(weights);
  const means = useCanvas((context) => paintMeans(context, weights), [weights]);
  const spread = useCanvas((context) => paintScales(context, weights), [weights]);
  return (
    <div className="weights">
      <figure>
        <figcaption>
          What {units} units of the first layer look for: <span className="for-ink">ink</span> or{" "}
          <span className="against-ink">no ink</span>
        </figcaption>
        <canvas ref={means} {...size} role="img" aria-label="Means of the first layer’s weights" />
      </figure>
      {scales !== undefined && (
        <figure>
          <figcaption>How unsure each weight is: brighter is surer</figcaption>
          <canvas
            ref={spread}
            {...size}
            role="img"
            aria-label="Standard deviations of the first layer’s weights"
          />
        </figure>
      )}
    </div>
  );
}
