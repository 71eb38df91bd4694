export { runBenchmark, type BenchOptions, type BenchResult, type BenchRow } from "./bench.js";
export { runPeerBenchmark, type PeerResult } from "./peer/peer-benchmark.js";
export type { PeerRow } from "./peer/peer-rows.js";
export type { PhaseBreakdown } from "./phases.js";
export { fullBench, quickBench, type BenchSettings } from "./settings.js";
export type { Timing } from "./timing.js";
export { loadWebPpl, type WebPpl } from "./webppl.js";
