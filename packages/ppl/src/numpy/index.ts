import { np as jaxNp } from "../jax/jax.js";
import { fastExp as exp } from "../math/exp.js";
import { expm1 } from "../math/expm1.js";
import { fastLog as log, fastLog1p as log1p } from "../math/log.js";
import { deg2rad, rad2deg } from "./angles.js";
import { argmax, argmin } from "./arg-extreme.js";
import { add, clip, maximum, minimum, multiply, select, subtract, trueDivide, where } from "./arithmetic.js";
import { broadcastArrays, broadcastTo, meshgrid, repeat, tile } from "./broadcasting.js";
import { isfinite, isinf, isnan, isneginf, isposinf, nanToNum } from "./classification.js";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./comparison.js";
import { cross } from "./cross.js";
import { cumprod, cumsum, cumulativeProd, cumulativeSum, nancumprod, nancumsum } from "./cumulative.js";
import { divmod, floorDivide, fmod, remainder } from "./division.js";
import { einsum } from "./einsum.js";
import { exp2 } from "./exponential.js";
import { frexp, ldexp } from "./exponents.js";
import { cosh, sinh, tanh } from "./hyperbolic.js";
import { arccosh, arcsinh, arctanh } from "./inverse-hyperbolic.js";
import { acos, asin, atan } from "./inverse-trigonometric.js";
import { linalg } from "./linalg.js";
import { logaddexp, logaddexp2 } from "./log-add-exp.js";
import { log10, log2 } from "./logarithm.js";
import { matmul, matvec, vecmat } from "./matmul.js";
import { average, mean, nanmean, nanstd, nanvar, std, var_ } from "./mean.js";
import { owned } from "./owned.js";
import { atan2, hypot } from "./plane.js";
import { polyval, vander } from "./polynomials.js";
import { floatPower, power } from "./power.js";
import { nanprod, prod } from "./product.js";
import { cbrt } from "./roots.js";
import { ceil, floor, modf, rint, round, trunc } from "./rounding.js";
import { rightShift } from "./shifts.js";
import { absolute, copysign, fmax, fmin, heaviside, sign } from "./signs.js";
import { sinc } from "./sinc.js";
import { arange, bartlett, blackman, geomspace, hann, linspace, logspace } from "./spaces.js";
import { nansum, sum } from "./sum.js";
import { take, takeAlongAxis } from "./take.js";
import { cos, sin, tan } from "./trigonometric.js";

// jax-js compiles these itself, which rounds the numbers in them to single precision.
const compiled = owned({
  ...{ acosh: arccosh, arccosh, arcsinh, arctan2: atan2, arctanh, around: round, asinh: arcsinh, atan2 },
  ...{ atanh: arctanh, cbrt, copysign, cosh, cross, fmax, fmin, fmod, heaviside, hypot, isfinite },
  ...{ logaddexp, logaddexp2, pow: power, power, remainder, rint, round, sinc, sinh, tanh },
});

/** jax-js' NumPy, with what it has wrong in place: docs/jax-js.md tells what that is. */
export const np: typeof jaxNp = {
  ...jaxNp,
  ...compiled,
  ...{ abs: absolute, absolute, acos, add, arange, arccos: acos, arcsin: asin, arctan: atan, argmax, argmin },
  ...{ asin, atan, average, bartlett, bitwiseRightShift: rightShift, blackman, broadcastArrays, broadcastTo },
  ...{ ceil, clip, cos, cumprod, cumsum, cumulativeProd, cumulativeSum, deg2rad, degrees: rad2deg },
  ...{ divide: trueDivide, divmod, einsum, equal, exp, exp2, expm1, floatPower, floor, floorDivide, frexp },
  ...{ geomspace, greater, greaterEqual, hann, isinf, isnan, isneginf, isposinf, ldexp, less, lessEqual },
  ...{ linalg, linspace, log, log10, log1p, log2, logspace, matmul, matvec, maximum, mean, meshgrid },
  ...{ minimum, modf, multiply, nanToNum, nancumprod, nancumsum, nanmean, nanprod, nanstd, nansum, nanvar },
  ...{ notEqual, polyval, prod, rad2deg, radians: deg2rad, repeat, rightShift, select, sign, sin, std },
  ...{ subtract, sum, take, takeAlongAxis, tan, tile, trueDivide, trunc, vander, var_, vecmat, where },
};
