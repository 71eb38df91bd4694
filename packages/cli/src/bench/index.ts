export { runBenchmark, type BenchOptions, type BenchResult, type BenchRow } from "./bench.js";
export type { PhaseBreakdown } from "./phases.js";
export { fullBench, quickBench, type BenchSettings } from "./settings.js";
export type { Timing } from "./timing.js";
export { loadWebPpl, type WebPpl } from "./webppl.js";
