import * as Plot from "@observablehq/plot";
import { corruptions, type CorruptionCurve, type CorruptionPoint } from "@nescio/core";
import { colours, drawChart } from "./chart.js";
import { html, type Html } from "./html.js";
import { section, type Section } from "./section.js";
import { shareAxisY } from "./share-axes.js";
import { countOf, percent } from "./words.js";

/** Forced accuracy, accuracy where answered, and share refused against the strength of one corruption. */
function corruptionChart({ corruption, unit, points }: CorruptionCurve): Html {
  const answered = points.filter(({ accuracyOnAccepted }) => accuracyOnAccepted !== null);
  const [first, last] = [points[0], points[points.length - 1]];
  const line = (values: readonly CorruptionPoint[], y: keyof CorruptionPoint, stroke: string, dash = "") => [
    Plot.line(values, { x: "strength", y, stroke, strokeWidth: 2, strokeDasharray: dash }),
    Plot.dot(values, { x: "strength", y, fill: stroke, r: 2.5 }),
  ];
  return drawChart(
    {
      width: 320,
      height: 200,
      marginLeft: 44,
      marginRight: 14,
      marginTop: 24,
      marginBottom: 36,
      x: { domain: [0, Math.max(last.strength, Number.MIN_VALUE)] },
      y: { domain: [0, 1] },
      marks: [
        ...shareAxisY({ ticks: [0, 0.5, 1], label: corruption }),
        Plot.axisX({
          ticks: points.map(({ strength }) => strength),
          tickSize: 4,
          tickFormat: (strength: number) => `${strength}${unit === "°" ? unit : ""}`,
          label: unit === "" || unit === "°" ? "strength" : `strength in ${unit}`,
          labelAnchor: "center",
          labelArrow: "none",
          color: colours.muted,
        }),
        ...line(points, "forcedAccuracy", colours.other),
        ...line(points, "refused", colours.bad, "5,3"),
        ...line(answered, "accuracyOnAccepted", colours.good),
      ],
    },
    `${corruption}: right if forced from ${percent(first.forcedAccuracy)} down to ${percent(last.forcedAccuracy)}, refused from ${percent(first.refused)} to ${percent(last.refused)} at strength ${last.strength}.`,
  );
}

/** All corruptions, with what the lines are. */
export function corruptionSection(curves: readonly CorruptionCurve[]): Section {
  return section(
    "corruptions",
    "When images get worse",
    html`<p class="prose">
        A model that knows its limits refuses more as images are spoilt, and stays right where it still
        answers: the blue line should stay up while the grey one falls and the orange one rises.
      </p>
      <div class="charts">
        ${curves.map(
          (curve) =>
            html`<figure>
              ${corruptionChart(curve)}
              <figcaption>${curve.corruption}: ${corruptions[curve.corruption].description}</figcaption>
            </figure>`,
        )}
      </div>
      <p class="note legend">
        <span><i class="key good"></i>right among the answered</span>
        <span><i class="key bad"></i>refused (dashed)</span>
        <span><i class="key other"></i>right if forced to answer</span>
      </p>`,
    { note: `${countOf(curves[0].images, "image")} each` },
  );
}
