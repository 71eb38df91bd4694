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
import { formatCount, formatShare } from "../format.js";
import type { CommandContext } from "../run-command.js";
import { formatTable, type Column } from "../ui.js";
import { machineOf, placeOf, type Machine } from "./bench-machine.js";
import { stagesOf } from "./bench-stages.js";
import { crewOf, formatMs, rangeOf, runnerOf, titleOf } from "./bench-text.js";

export type BenchOptions = {
  readonly quick?: boolean;
  readonly phases?: boolean;
  readonly peer?: string;
} & { readonly [Size in keyof BenchSettings]?: BenchSettings[Size] };

/** Runs the benchmark and prints its table. */
export async function bench(context: CommandContext<BenchOptions>): Promise<void> {
  const { options, ui, signal } = context;
  const settings = settingsOf(options);
  const { peer, threads, phases } = options;
  if (peer !== undefined) {
    await (await import("./bench-peer.js")).benchPeer(context, settings, peer);
    return;
  }
  const webppl = loadWebPpl();
  if (webppl === undefined) {
    ui.notice("WebPPL is not installed, so the sampler's row stands alone: npm i webppl adds it.");
  }
  const { onProgress, stop } = stagesOf(ui);
  const result = await runBenchmark({ settings, webppl, threads, phases, signal, onProgress });
  stop();
  const machine = machineOf();
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

function settingsOf(options: BenchOptions): BenchSettings {
  const { batch, hidden, images, samples, rounds } = options;
  const given = Object.entries({ batch, hidden, images, samples, rounds });
  const sizes = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return { ...(options.quick === true ? quickBench : fullBench), ...sizes };
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
  if (subject !== "gradients") return [formatMs(ms.median), rangeOf(ms)];
  const rate = (each: number): string => `${formatCount(Math.round(1000 / each))} /s`;
  return [rate(ms.median), `${rate(ms.min)} – ${rate(ms.max)}`];
}

function phaseTable(
  { phases, sum, draw, step, ...crew }: PhaseBreakdown,
  bold: (text: string) => string,
): string {
  const line = (name: string, ms: Timing): string[] => [
    name,
    formatMs(ms.median),
    rangeOf(ms),
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

function footnote(machine: Machine, { variants, rows }: BenchResult): string {
  const p99 = rows.find(({ subject }) => subject === "image")?.ms.p99 ?? null;
  const slow = p99 === null ? "" : ` Of the answers about one image, 99 % took at most ${formatMs(p99)}.`;
  return `Measured on ${placeOf(machine)}, kernels ${variants.join(" and ")}; jax-js runs on one thread in Node, its prediction is one sample's, scaled up; the rival is jax-js, for gradients WebPPL by observations.${slow}`;
}
