import * as Plot from "@observablehq/plot";
import type { ReliabilityBin } from "@nescio/core";
import { colours, drawChart } from "./chart.js";
import type { Html } from "./html.js";
import { shareAxisX, shareAxisY } from "./share-axes.js";
import { countOf, list, percent, type Noun } from "./words.js";

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** How often images of a certain confidence are right: a dot for each bin, its area the images in it. */
export function reliabilityChart(bins: readonly ReliabilityBin[], { one }: Noun): Html {
  const images = bins.reduce((sum, { count }) => sum + count, 0);
  const said = bins.map(
    ({ confidence, accuracy, count }) =>
      `${percent(accuracy, 0)} right at a confidence of ${percent(confidence, 0)} (${countOf(count, one)})`,
  );
  return drawChart(
    {
      width: 400,
      height: 300,
      marginLeft: 48,
      marginRight: 24,
      marginTop: 28,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [
        ...shareAxisY({ ticks, label: "share that is right" }),
        shareAxisX({ ticks, label: "confidence: highest mean probability" }),
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: colours.other, strokeDasharray: "3,2" },
        ),
        Plot.line(bins, { x: "confidence", y: "accuracy", stroke: colours.good, strokeOpacity: 0.5 }),
        Plot.dot(bins, {
          x: "confidence",
          y: "accuracy",
          // A bin of one image is still seen.
          r: { value: ({ count }: ReliabilityBin) => 2.5 + 9.5 * Math.sqrt(count / images), scale: null },
          fill: colours.good,
          fillOpacity: 0.75,
        }),
      ],
    },
    `Reliability by confidence: ${list(said)}.`,
  );
}
