import type { BenchRow, BenchSettings, Timing } from "../bench/index.js";
import { formatCount, formatDuration } from "../format.js";

/** What a subject is, in a table. */
export function titleOf(subject: BenchRow["subject"], settings: BenchSettings): string {
  const { batch, hidden, channels, colourChannels, images, samples, observations, features } = settings;
  switch (subject) {
    case "peak":
      return "SIMD peak";
    case "product":
      return `product ${batch}×784×${hidden[0]}`;
    case "step":
      return `training step ${[784, ...hidden, 10].join("-")}, batch ${batch}`;
    case "convolution":
      return `training step 784-${channels.map((size, i) => `${size}c${i === 0 ? 5 : 3}`).join("-")}-64-10, batch ${batch}`;
    case "colour":
      return `training step 32×32×3-${colourChannels.map((size) => `${size}c3`).join("-")}-128-10, batch ${batch}`;
    case "gradients":
      return `gradients, logistic regression ${formatCount(observations)}×${formatCount(features)}`;
    case "prediction":
      return `prediction, ${formatCount(images)} images × ${formatCount(samples)} samples`;
    case "decisions":
      return "decisions on it";
    case "image":
      return "one image, answered by the model in the box";
  }
}

/** "2 threads, relaxed". */
export const crewOf = ({ threads, variant }: Pick<BenchRow, "threads" | "variant">): string =>
  `${threads} thread${threads === 1 ? "" : "s"}${variant === null ? "" : `, ${variant}`}`;

const runnerNames: Readonly<Record<Exclude<BenchRow["runner"], "nescio">, string>> = {
  "nescio/ppl": "nescio/ppl",
  "jax-js": "jax-js",
  webppl: "WebPPL",
  "webppl tensors": "WebPPL, tensors",
  pytorch: "PyTorch",
};

/** Who did it; of Nescio itself the crew alone. */
export const runnerOf = (row: Pick<BenchRow, "runner" | "threads" | "variant">): string =>
  row.runner === "nescio" ? crewOf(row) : `${runnerNames[row.runner]}, ${crewOf(row)}`;

/** "4.87 ms", "1.93 s". */
export function formatMs(ms: number): string {
  if (ms >= 9950) return formatDuration(ms / 1000);
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 9.995 ? 2 : 1)} ms`;
}

/** "1.20 ms – 1.93 ms". */
export const rangeOf = ({ min, max }: Timing): string => `${formatMs(min)} – ${formatMs(max)}`;
