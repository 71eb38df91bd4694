export { runBenchmark, type BenchOptions, type BenchResult, type BenchRow } from "./bench.js";
export type { PhaseBreakdown } from "./phases.js";
export { loadJax, type Jax } from "./jax.js";
export { fullBench, quickBench, type BenchSettings } from "./settings.js";
export type { Timing } from "./timing.js";
