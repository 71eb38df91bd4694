// Elementary functions on two f64 or four f32 lanes. All are within 2 units in the last place, with the special values
// of JavaScript's Math, and made of plain SIMD only: no fused multiply-add, so they give the same bits everywhere.
export { exp32, exp64 } from "./math/exp";
export { log32, log64 } from "./math/log";
export { cos32, cos64, sin32, sin64 } from "./math/sine";
export { asin32, asin64 } from "./math/arcsine";
export { atan32, atan64 } from "./math/arctangent";
export { erf32, erf64, erfc32, erfc64 } from "./math/error-function";
