// The tape's public surface.
export { F32, F64, I32, U32 } from "./dtype";
export { eigh32, eigh64 } from "./eigen";
export { cholesky32, cholesky64, lu32, lu64, triangularSolve32, triangularSolve64 } from "./factorise";
export { FFT_SCRATCH, fft32, fft64 } from "./fft";
export { PRODUCT_SCRATCH, product32, product64, productI32 } from "./product";
export { argsort, sort, SORT_SCRATCH } from "./sort";
