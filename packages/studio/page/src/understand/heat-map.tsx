import type { Seen } from "../engine/verdict.js";
import { useCanvas } from "../parts/use-canvas.js";
import { paintHeat } from "./paint-heat.js";
import type { WhereMap } from "./where-words.js";

/** Side of the canvas in its own pixels. */
const side = 448;

/** A map over the picture, with what its colours mean. */
export function HeatMap({ seen, map }: { readonly seen: Seen; readonly map: WhereMap }) {
  const { title, values, warm, cool, sentence } = map;
  const canvas = useCanvas((context) => paintHeat(context, seen, values), [seen, values]);
  return (
    <figure className="heat-map" data-map={map.key}>
      <h3>{title}</h3>
      <canvas
        ref={canvas}
        width={side}
        height={Math.round((side * seen.height) / seen.width)}
        role="img"
        aria-label={`${title}. ${sentence}`}
      />
      <div className="heat-legend" aria-hidden="true">
        <span>{cool}</span>
        <span className="heat-scale" />
        <span>{warm}</span>
      </div>
      <figcaption>{sentence}</figcaption>
    </figure>
  );
}
