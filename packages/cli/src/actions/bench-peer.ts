import { runPeerBenchmark, type BenchSettings, type PeerResult, type PeerRow } from "../bench/index.js";
import type { CommandContext } from "../run-command.js";
import { formatTable, type Column } from "../ui.js";
import { machineOf, placeOf, type Machine } from "./bench-machine.js";
import { stagesOf } from "./bench-stages.js";
import { formatMs, runnerOf, titleOf } from "./bench-text.js";

/** Runs the benchmark against PyTorch in a process of its own and prints its table. */
export async function benchPeer(
  { options: { threads }, ui, signal }: CommandContext<object>,
  settings: BenchSettings,
  program: string,
): Promise<void> {
  const { onProgress, stop } = stagesOf(ui);
  const result = await runPeerBenchmark({ settings, program, threads, signal, onProgress });
  stop();
  const machine = machineOf();
  ui.result({ machine, ...result }, () =>
    [
      formatTable(
        columns,
        result.rows.map((row) => cells(row, result)),
        ui.colors.bold,
      ),
      footnote(machine, result),
      ...result.warnings.map((warning) => `Warning: ${warning}`),
    ].join("\n\n"),
  );
}

const columns: readonly Column[] = [
  { title: "WHAT" },
  { title: "BY" },
  { title: "LEAST", align: "right" },
  { title: "MEDIAN", align: "right" },
  { title: "99 %", align: "right" },
  { title: "× PYTORCH", align: "right" },
  { title: "× PRODUCTS", align: "right" },
];

function cells(row: PeerRow, { settings, rows }: PeerResult): string[] {
  const { subject, ms, ratio, timesProducts } = row;
  const first = rows.find((other) => other.subject === subject) === row;
  return [
    first ? titleOf(subject, settings) : "",
    runnerOf(row),
    formatMs(ms.min),
    formatMs(ms.median),
    ms.p99 === null ? "" : formatMs(ms.p99),
    ratio === null ? "" : ratio.toFixed(2),
    timesProducts === null ? "" : timesProducts.toFixed(2),
  ];
}

function footnote(machine: Machine, { settings, peer, variant }: PeerResult): string {
  const { torch, python, capability, blas } = peer;
  const { instructions } = machine;
  const able = instructions.length === 0 ? "" : ` with ${instructions.join(", ")}`;
  return [
    `Measured on ${placeOf(machine)}${able}, kernels ${variant}.`,
    `PyTorch ${torch} (${capability ?? "plain"} loops), Python ${python}, products by ${blas}.`,
    `In turn, ${settings.rounds} rounds; × PYTORCH is PyTorch's least time over Nescio's, on as many threads.`,
    "× PRODUCTS is the least time over that of the bare products of the first layer, by the same runner: for a step two,",
    "for Nescio's prediction two of all images (mean and variance), for PyTorch's one of all images a sample.",
    "Predictions have their decisions with them; PyTorch's are a tenth of the samples', scaled up.",
  ].join("\n");
}
