// The machine that runs recorded programs. Every exported function but `run` is a kernel: those of elementwise.ts, and what
// reads views in run.ts, are steps of a loop, all others are instructions.
export { loop, read32, read64, run, splat32, splat64, totalF32, totalF64 } from "./run";
export * from "./elementwise";
export { accumulateF32, accumulateF64, accumulateI32, copyBytes, move32, move64, zero } from "./move";
export * from "./reduce";
export * from "./index-by";
export * from "./batches";
export { threefry } from "./threefry";
export { FFT_SCRATCH } from "./fft";
export { PRODUCT_SCRATCH } from "./product";
export { SORT_SCRATCH } from "./sort";
// One at a time, for tests.
export { apply } from "./math-probe";
export { argsort, sort } from "./sort";
export { cholesky32, cholesky64, lu32, lu64, triangularSolve32, triangularSolve64 } from "./factorise";
export { eigh32, eigh64 } from "./eigen";
export { fft32, fft64 } from "./fft";
export { product32, product64, productI32 } from "./product";
export { F32, F64, I32, U32 } from "./dtype";
