import { availableParallelism, cpus } from "node:os";
import {
  fullBench,
  loadWebPpl,
  quickBench,
  runBenchmark,
  type BenchResult,
  type BenchRow,
  type BenchSettings,
  type PhaseBreakdown,
  type Timing,
} from "../bench/index.js";
import { formatCount, formatDuration, formatShare } from "../format.js";
import type { Progress } from "../progress.js";
import type { CommandContext } from "../run-command.js";
import { formatTable, type Column } from "../ui.js";

export type BenchOptions = {
  readonly quick?: boolean;
  readonly phases?: boolean;
} & { readonly [Size in keyof BenchSettings]?: BenchSettings[Size] };

/** What the figures were measured on. */
interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly engine: string;
  readonly platform: string;
}

/** Runs the benchmark and prints its table. */
export async function bench({ options, ui, signal }: CommandContext<BenchOptions>): Promise<void> {
  const { batch, hidden, images, samples, rounds } = options;
  const given = Object.entries({ batch, hidden, images, samples, rounds });
  const sizes = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const webppl = loadWebPpl();
  if (webppl === undefined) {
    ui.notice("WebPPL is not installed, so the sampler's row stands alone: npm i webppl adds it.");
  }
  let stage: { name: string; progress: Progress } | undefined;
  const result = await runBenchmark({
    settings: { ...(options.quick === true ? quickBench : fullBench), ...sizes },
    ...{ webppl, threads: options.threads, phases: options.phases, signal },
    onProgress: (name, done, total) => {
      if (stage?.name !== name) {
        stage?.progress.stop();
        stage = { name, progress: ui.progress({ title: name, total }) };
      }
      stage.progress.update(done);
    },
  });
  stage?.progress.stop();
  const machine: Machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    engine: `Node ${process.versions.node}, V8 ${process.versions.v8}`,
    platform: `${process.platform} ${process.arch}`,
  };
  ui.result({ machine, ...result }, () =>
    [
      formatTable(
        columns,
        result.rows.map((row) => cells(row, result)),
        ui.colors.bold,
      ),
      ...(result.phases ?? []).map((breakdown) => phaseTable(breakdown, ui.colors.bold)),
      footnote(machine, result),
    ].join("\n\n"),
  );
}

const columns: readonly Column[] = [
  { title: "WHAT" },
  { title: "BY" },
  { title: "TIME", align: "right" },
  { title: "FASTEST–SLOWEST", align: "right" },
  { title: "× RIVAL", align: "right" },
  { title: "GFLOP/S", align: "right" },
  { title: "OF PEAK", align: "right" },
];

function cells(row: BenchRow, { settings, rows }: BenchResult): string[] {
  const { subject, gflops, shareOfPeak, timesRival } = row;
  const first = rows.find((other) => other.subject === subject) === row;
  return [
    first ? titleOf(subject, settings) : "",
    runnerOf(row),
    ...(subject === "peak" ? ["", ""] : timeOf(row)),
    timesRival === null ? "" : timesRival.toFixed(1),
    gflops === null ? "" : gflops.toFixed(1),
    shareOfPeak === null ? "" : formatShare(shareOfPeak, 0),
  ];
}

/** The median, and the fastest and slowest; gradients are counted by the second. */
function timeOf({ subject, ms }: BenchRow): [string, string] {
  if (subject !== "gradients") return [formatMs(ms.median), `${formatMs(ms.min)} – ${formatMs(ms.max)}`];
  const rate = (each: number): string => `${formatCount(Math.round(1000 / each))} /s`;
  return [rate(ms.median), `${rate(ms.min)} – ${rate(ms.max)}`];
}

function titleOf(subject: BenchRow["subject"], settings: BenchSettings): string {
  const { batch, hidden, channels, images, samples, observations, features } = settings;
  switch (subject) {
    case "peak":
      return "SIMD peak";
    case "product":
      return `product ${batch}×784×${hidden[0]}`;
    case "step":
      return `training step ${[784, ...hidden, 10].join("-")}, batch ${batch}`;
    case "convolution":
      return `training step 784-${channels.map((size, i) => `${size}c${i === 0 ? 5 : 3}`).join("-")}-64-10, batch ${batch}`;
    case "gradients":
      return `gradients, logistic regression ${formatCount(observations)}×${formatCount(features)}`;
    case "prediction":
      return `prediction, ${formatCount(images)} images × ${formatCount(samples)} samples`;
    case "decisions":
      return "decisions on it";
  }
}

const crewOf = ({ threads, variant }: Pick<BenchRow, "threads" | "variant">): string =>
  `${threads} thread${threads === 1 ? "" : "s"}${variant === null ? "" : `, ${variant}`}`;

const runnerNames: Readonly<Record<Exclude<BenchRow["runner"], "nescio">, string>> = {
  "nescio/ppl": "nescio/ppl",
  "jax-js": "jax-js",
  webppl: "WebPPL",
  "webppl tensors": "WebPPL, tensors",
};

const runnerOf = (row: BenchRow): string =>
  row.runner === "nescio" ? crewOf(row) : `${runnerNames[row.runner]}, ${crewOf(row)}`;

function phaseTable(
  { phases, sum, draw, step, ...crew }: PhaseBreakdown,
  bold: (text: string) => string,
): string {
  const line = (name: string, ms: Timing): string[] => [
    name,
    formatMs(ms.median),
    `${formatMs(ms.min)} – ${formatMs(ms.max)}`,
    formatShare(ms.median / sum.median, 0),
  ];
  return formatTable(
    [
      { title: `PHASES OF A STEP, ${crewOf(crew).toUpperCase()}` },
      ...[{ title: "TIME" }, { title: "FASTEST–SLOWEST" }, { title: "SHARE" }].map((column): Column => ({
        ...column,
        align: "right",
      })),
    ],
    [
      ...phases.map(({ name, ms }) => line(name, ms)),
      line("all, one by one", sum),
      line("the draw and KL within the last, by itself", draw),
      line("a step in one go", step),
    ],
    bold,
  );
}

function footnote({ cores, processor, engine, platform }: Machine, result: BenchResult): string {
  const place = `${formatCount(cores)} cores (${processor}), ${platform}, ${engine}`;
  return `Measured on ${place}, kernels ${result.variants.join(" and ")}; jax-js runs on one thread in Node, its prediction is one sample's, scaled up; the rival is jax-js, for gradients WebPPL by observations.`;
}

/** "4.87 ms", "1.93 s". */
function formatMs(ms: number): string {
  if (ms >= 9950) return formatDuration(ms / 1000);
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 9.995 ? 2 : 1)} ms`;
}
