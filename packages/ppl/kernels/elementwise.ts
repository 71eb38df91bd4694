// Arithmetic, comparisons, choices and casts, one kernel each: see elements.ts for their signature. Names end in the type of
// what they take: F64, F32, I32, U32; booleans are whole numbers, 0 or 1.
import { binary32, binary64, compare32, compare64, unary32, unary64 } from "./elements";
import { asin32, asin64, atan32, atan64, cos32, cos64, erf32, erf64, erfc32, erfc64, exp32, exp64, log32, log64, sin32, sin64 } from "./math";

// @ts-ignore: decorator
@unmanaged class AddF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.add(a, b); }
}
// @ts-ignore: decorator
@unmanaged class SubF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MulF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
}
// @ts-ignore: decorator
@unmanaged class DivF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.div(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MinF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.min(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MaxF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.max(a, b); }
}
// @ts-ignore: decorator
@unmanaged class NegF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f64x2.neg(a); }
}
// @ts-ignore: decorator
@unmanaged class SqrtF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f64x2.sqrt(a); }
}
// @ts-ignore: decorator
@unmanaged class FloorF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f64x2.floor(a); }
}
// @ts-ignore: decorator
@unmanaged class CeilF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f64x2.ceil(a); }
}
// @ts-ignore: decorator
@unmanaged class ReciprocalF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f64x2.div(f64x2.splat(1.0), a); }
}
// @ts-ignore: decorator
@unmanaged class IdivF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.trunc(f64x2.div(a, b)); }
}
// @ts-ignore: decorator
@unmanaged class ExpF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return exp64(a); }
}
// @ts-ignore: decorator
@unmanaged class LogF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return log64(a); }
}
// @ts-ignore: decorator
@unmanaged class SinF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return sin64(a); }
}
// @ts-ignore: decorator
@unmanaged class CosF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return cos64(a); }
}
// @ts-ignore: decorator
@unmanaged class AsinF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return asin64(a); }
}
// @ts-ignore: decorator
@unmanaged class AtanF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return atan64(a); }
}
// @ts-ignore: decorator
@unmanaged class ErfF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return erf64(a); }
}
// @ts-ignore: decorator
@unmanaged class ErfcF64 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return erfc64(a); }
}
// @ts-ignore: decorator
@unmanaged class LessF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.lt(a, b); }
}
// @ts-ignore: decorator
@unmanaged class LessEqualF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.le(a, b); }
}
// @ts-ignore: decorator
@unmanaged class EqualF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.eq(a, b); }
}
// @ts-ignore: decorator
@unmanaged class NotEqualF64 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f64x2.ne(a, b); }
}
// @ts-ignore: decorator
@unmanaged class AddF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.add(a, b); }
}
// @ts-ignore: decorator
@unmanaged class SubF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MulF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
}
// @ts-ignore: decorator
@unmanaged class DivF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.div(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MinF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.min(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MaxF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.max(a, b); }
}
// @ts-ignore: decorator
@unmanaged class NegF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f32x4.neg(a); }
}
// @ts-ignore: decorator
@unmanaged class SqrtF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f32x4.sqrt(a); }
}
// @ts-ignore: decorator
@unmanaged class FloorF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f32x4.floor(a); }
}
// @ts-ignore: decorator
@unmanaged class CeilF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f32x4.ceil(a); }
}
// @ts-ignore: decorator
@unmanaged class ReciprocalF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f32x4.div(f32x4.splat(1.0), a); }
}
// @ts-ignore: decorator
@unmanaged class IdivF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.trunc(f32x4.div(a, b)); }
}
// @ts-ignore: decorator
@unmanaged class ExpF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return exp32(a); }
}
// @ts-ignore: decorator
@unmanaged class LogF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return log32(a); }
}
// @ts-ignore: decorator
@unmanaged class SinF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return sin32(a); }
}
// @ts-ignore: decorator
@unmanaged class CosF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return cos32(a); }
}
// @ts-ignore: decorator
@unmanaged class AsinF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return asin32(a); }
}
// @ts-ignore: decorator
@unmanaged class AtanF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return atan32(a); }
}
// @ts-ignore: decorator
@unmanaged class ErfF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return erf32(a); }
}
// @ts-ignore: decorator
@unmanaged class ErfcF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return erfc32(a); }
}
// @ts-ignore: decorator
@unmanaged class LessF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.lt(a, b); }
}
// @ts-ignore: decorator
@unmanaged class LessEqualF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.le(a, b); }
}
// @ts-ignore: decorator
@unmanaged class EqualF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.eq(a, b); }
}
// @ts-ignore: decorator
@unmanaged class NotEqualF32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return f32x4.ne(a, b); }
}
// @ts-ignore: decorator
@unmanaged class AddI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.add(a, b); }
}
// @ts-ignore: decorator
@unmanaged class SubI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.sub(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MulI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.mul(a, b); }
}
// @ts-ignore: decorator
@unmanaged class NegI32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return i32x4.neg(a); }
}
// @ts-ignore: decorator
@unmanaged class MinI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.min_s(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MaxI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.max_s(a, b); }
}
// @ts-ignore: decorator
@unmanaged class LessI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.lt_s(a, b); }
}
// @ts-ignore: decorator
@unmanaged class LessEqualI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.le_s(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MinU32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.min_u(a, b); }
}
// @ts-ignore: decorator
@unmanaged class MaxU32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.max_u(a, b); }
}
// @ts-ignore: decorator
@unmanaged class LessU32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.lt_u(a, b); }
}
// @ts-ignore: decorator
@unmanaged class LessEqualU32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.le_u(a, b); }
}
// @ts-ignore: decorator
@unmanaged class EqualI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.eq(a, b); }
}
// @ts-ignore: decorator
@unmanaged class NotEqualI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return i32x4.ne(a, b); }
}
// @ts-ignore: decorator
@unmanaged class AndI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return v128.and(a, b); }
}
// @ts-ignore: decorator
@unmanaged class OrI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return v128.or(a, b); }
}
// @ts-ignore: decorator
@unmanaged class XorI32 {
  // @ts-ignore: decorator
  @inline of(a: v128, b: v128): v128 { return v128.xor(a, b); }
}
// @ts-ignore: decorator
@unmanaged class F32OfI32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f32x4.convert_i32x4_s(a); }
}
// @ts-ignore: decorator
@unmanaged class F32OfU32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return f32x4.convert_i32x4_u(a); }
}
// @ts-ignore: decorator
@unmanaged class I32OfF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return i32x4.trunc_sat_f32x4_s(a); }
}
// @ts-ignore: decorator
@unmanaged class U32OfF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return i32x4.trunc_sat_f32x4_u(a); }
}
// @ts-ignore: decorator
@unmanaged class BoolOfI32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return v128.and(i32x4.ne(a, i32x4.splat(0)), i32x4.splat(1)); }
}
// @ts-ignore: decorator
@unmanaged class BoolOfF32 {
  // @ts-ignore: decorator
  @inline of(a: v128): v128 { return v128.and(f32x4.ne(a, f32x4.splat(0)), i32x4.splat(1)); }
}

export function addF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary64<AddF64>(to, a, aStep, b, bStep, count); }
export function subF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary64<SubF64>(to, a, aStep, b, bStep, count); }
export function mulF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary64<MulF64>(to, a, aStep, b, bStep, count); }
export function divF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary64<DivF64>(to, a, aStep, b, bStep, count); }
export function minF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary64<MinF64>(to, a, aStep, b, bStep, count); }
export function maxF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary64<MaxF64>(to, a, aStep, b, bStep, count); }
export function negF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<NegF64>(to, a, aStep, count); }
export function sqrtF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<SqrtF64>(to, a, aStep, count); }
export function floorF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<FloorF64>(to, a, aStep, count); }
export function ceilF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<CeilF64>(to, a, aStep, count); }
export function reciprocalF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<ReciprocalF64>(to, a, aStep, count); }
export function idivF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary64<IdivF64>(to, a, aStep, b, bStep, count); }
export function expF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<ExpF64>(to, a, aStep, count); }
export function logF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<LogF64>(to, a, aStep, count); }
export function sinF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<SinF64>(to, a, aStep, count); }
export function cosF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<CosF64>(to, a, aStep, count); }
export function asinF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<AsinF64>(to, a, aStep, count); }
export function atanF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<AtanF64>(to, a, aStep, count); }
export function erfF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<ErfF64>(to, a, aStep, count); }
export function erfcF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary64<ErfcF64>(to, a, aStep, count); }
export function lessF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare64<LessF64>(to, a, aStep, b, bStep, count); }
export function lessEqualF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare64<LessEqualF64>(to, a, aStep, b, bStep, count); }
export function equalF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare64<EqualF64>(to, a, aStep, b, bStep, count); }
export function notEqualF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare64<NotEqualF64>(to, a, aStep, b, bStep, count); }
export function addF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<AddF32>(to, a, aStep, b, bStep, count); }
export function subF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<SubF32>(to, a, aStep, b, bStep, count); }
export function mulF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MulF32>(to, a, aStep, b, bStep, count); }
export function divF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<DivF32>(to, a, aStep, b, bStep, count); }
export function minF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MinF32>(to, a, aStep, b, bStep, count); }
export function maxF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MaxF32>(to, a, aStep, b, bStep, count); }
export function negF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<NegF32>(to, a, aStep, count); }
export function sqrtF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<SqrtF32>(to, a, aStep, count); }
export function floorF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<FloorF32>(to, a, aStep, count); }
export function ceilF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<CeilF32>(to, a, aStep, count); }
export function reciprocalF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<ReciprocalF32>(to, a, aStep, count); }
export function idivF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<IdivF32>(to, a, aStep, b, bStep, count); }
export function expF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<ExpF32>(to, a, aStep, count); }
export function logF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<LogF32>(to, a, aStep, count); }
export function sinF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<SinF32>(to, a, aStep, count); }
export function cosF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<CosF32>(to, a, aStep, count); }
export function asinF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<AsinF32>(to, a, aStep, count); }
export function atanF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<AtanF32>(to, a, aStep, count); }
export function erfF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<ErfF32>(to, a, aStep, count); }
export function erfcF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<ErfcF32>(to, a, aStep, count); }
export function lessF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<LessF32>(to, a, aStep, b, bStep, count); }
export function lessEqualF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<LessEqualF32>(to, a, aStep, b, bStep, count); }
export function equalF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<EqualF32>(to, a, aStep, b, bStep, count); }
export function notEqualF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<NotEqualF32>(to, a, aStep, b, bStep, count); }
export function addI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<AddI32>(to, a, aStep, b, bStep, count); }
export function subI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<SubI32>(to, a, aStep, b, bStep, count); }
export function mulI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MulI32>(to, a, aStep, b, bStep, count); }
export function negI32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<NegI32>(to, a, aStep, count); }
export function minI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MinI32>(to, a, aStep, b, bStep, count); }
export function maxI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MaxI32>(to, a, aStep, b, bStep, count); }
export function lessI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<LessI32>(to, a, aStep, b, bStep, count); }
export function lessEqualI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<LessEqualI32>(to, a, aStep, b, bStep, count); }
export function minU32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MinU32>(to, a, aStep, b, bStep, count); }
export function maxU32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<MaxU32>(to, a, aStep, b, bStep, count); }
export function lessU32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<LessU32>(to, a, aStep, b, bStep, count); }
export function lessEqualU32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<LessEqualU32>(to, a, aStep, b, bStep, count); }
export function equalI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<EqualI32>(to, a, aStep, b, bStep, count); }
export function notEqualI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { compare32<NotEqualI32>(to, a, aStep, b, bStep, count); }
export function andI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<AndI32>(to, a, aStep, b, bStep, count); }
export function orI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<OrI32>(to, a, aStep, b, bStep, count); }
export function xorI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { binary32<XorI32>(to, a, aStep, b, bStep, count); }
export function f32OfI32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<F32OfI32>(to, a, aStep, count); }
export function f32OfU32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<F32OfU32>(to, a, aStep, count); }
export function i32OfF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<I32OfF32>(to, a, aStep, count); }
export function u32OfF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<U32OfF32>(to, a, aStep, count); }
export function boolOfI32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<BoolOfI32>(to, a, aStep, count); }
export function boolOfF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void { unary32<BoolOfF32>(to, a, aStep, count); }

// Casts between widths: four elements are one vector on the one side, two on the other.

export function f64OfF32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const x = v128.load(a);
    v128.store(to, f64x2.promote_low_f32x4(x));
    v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3)), 16);
    to += 32;
    a += aStep;
  }
}

export function f32OfF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const low = f32x4.demote_f64x2_zero(v128.load(a));
    const high = f32x4.demote_f64x2_zero(v128.load(a, 16));
    v128.store(to, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
    to += 16;
    a += aStep;
  }
}

export function f64OfI32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const x = v128.load(a);
    v128.store(to, f64x2.convert_low_i32x4_s(x));
    v128.store(to, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(x, x, 2, 3, 2, 3)), 16);
    to += 32;
    a += aStep;
  }
}

export function f64OfU32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const x = v128.load(a);
    v128.store(to, f64x2.convert_low_i32x4_u(x));
    v128.store(to, f64x2.convert_low_i32x4_u(v128.shuffle<i32>(x, x, 2, 3, 2, 3)), 16);
    to += 32;
    a += aStep;
  }
}

export function i32OfF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const low = i32x4.trunc_sat_f64x2_s_zero(v128.load(a));
    const high = i32x4.trunc_sat_f64x2_s_zero(v128.load(a, 16));
    v128.store(to, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
    to += 16;
    a += aStep;
  }
}

export function u32OfF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const low = i32x4.trunc_sat_f64x2_u_zero(v128.load(a));
    const high = i32x4.trunc_sat_f64x2_u_zero(v128.load(a, 16));
    v128.store(to, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
    to += 16;
    a += aStep;
  }
}

export function boolOfF64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  const zero = f64x2.splat(0);
  for (let i = count; i > 0; i -= 4) {
    const low = f64x2.ne(v128.load(a), zero);
    const high = f64x2.ne(v128.load(a, 16), zero);
    v128.store(to, v128.and(v128.shuffle<i32>(low, high, 0, 2, 4, 6), i32x4.splat(1)));
    to += 16;
    a += aStep;
  }
}

// Choices: a says which, 0 takes c.

export function where32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const takesC = i32x4.eq(v128.load(a), i32x4.splat(0));
    v128.store(to, v128.bitselect(v128.load(c), v128.load(b), takesC));
    to += 16;
    a += aStep;
    b += bStep;
    c += cStep;
  }
}

export function where64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    const takesC = i32x4.eq(v128.load(a), i32x4.splat(0));
    const low = v128.shuffle<i32>(takesC, takesC, 0, 0, 1, 1);
    const high = v128.shuffle<i32>(takesC, takesC, 2, 2, 3, 3);
    v128.store(to, v128.bitselect(v128.load(c), v128.load(b), low));
    v128.store(to, v128.bitselect(v128.load(c, 16), v128.load(b, 16), high), 16);
    to += 32;
    a += aStep;
    b += bStep;
    c += cStep;
  }
}

export function copy32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    v128.store(to, v128.load(a));
    to += 16;
    a += aStep;
  }
}

export function copy64(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = count; i > 0; i -= 4) {
    v128.store(to, v128.load(a));
    v128.store(to, v128.load(a, 16), 16);
    to += 32;
    a += aStep;
  }
}

// One element at a time: what has no instruction for lanes. A division by zero gives 0, where WebAssembly would stop. They
// too go on to a multiple of four: of a scalar, all four copies are made.

// @ts-ignore: decorator
@inline
function upToFours(count: i32): i32 {
  return (count + 3) & ~3;
}

export function modF64(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = upToFours(count); i > 0; i--) {
    store<f64>(to, load<f64>(a) % load<f64>(b));
    to += 8;
    a += aStep >> 2;
    b += bStep >> 2;
  }
}

export function modF32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = upToFours(count); i > 0; i--) {
    store<f32>(to, load<f32>(a) % load<f32>(b));
    to += 4;
    a += aStep >> 2;
    b += bStep >> 2;
  }
}

// @ts-ignore: decorator
@inline
function quotient<T>(a: T, b: T): T {
  if (b == 0) return 0;
  // The one signed quotient that does not fit wraps around.
  if (isSigned<T>() && b == <T>(-1)) return <T>(0 - a);
  return a / b;
}

// @ts-ignore: decorator
@inline
function divideEach<T>(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, count: i32, remainder: bool): void {
  for (let i = upToFours(count); i > 0; i--) {
    const x = load<T>(a), y = load<T>(b);
    const q = quotient<T>(x, y);
    store<T>(to, remainder ? <T>(x - q * y) : q);
    to += 4;
    a += aStep >> 2;
    b += bStep >> 2;
  }
}

export function idivI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { divideEach<i32>(to, a, aStep, b, bStep, count, false); }
export function idivU32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { divideEach<u32>(to, a, aStep, b, bStep, count, false); }
export function modI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { divideEach<i32>(to, a, aStep, b, bStep, count, true); }
export function modU32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void { divideEach<u32>(to, a, aStep, b, bStep, count, true); }

// Shifts by 32 and more leave nothing, or the sign.

export function shiftLeftI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = upToFours(count); i > 0; i--) {
    const by = load<u32>(b);
    store<i32>(to, by > 31 ? 0 : load<i32>(a) << by);
    to += 4;
    a += aStep >> 2;
    b += bStep >> 2;
  }
}

export function shiftRightI32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = upToFours(count); i > 0; i--) {
    const by = load<u32>(b);
    store<i32>(to, load<i32>(a) >> (by > 31 ? 31 : by));
    to += 4;
    a += aStep >> 2;
    b += bStep >> 2;
  }
}

export function shiftRightU32(to: usize, a: usize, aStep: usize, b: usize, bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  if (bStep == 0) {
    // By a fixed number, as hashes do.
    const by = load<u32>(b);
    if (by <= 31) {
      for (let i = count; i > 0; i -= 4) {
        v128.store(to, i32x4.shr_u(v128.load(a), by));
        to += 16;
        a += aStep;
      }
      return;
    }
  }
  for (let i = upToFours(count); i > 0; i--) {
    const by = load<u32>(b);
    store<u32>(to, by > 31 ? 0 : load<u32>(a) >> by);
    to += 4;
    a += aStep >> 2;
    b += bStep >> 2;
  }
}

export function bitCountI32(to: usize, a: usize, aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, count: i32): void {
  for (let i = upToFours(count); i > 0; i--) {
    store<i32>(to, popcnt<i32>(load<i32>(a)));
    to += 4;
    a += aStep >> 2;
  }
}
