import { nn as jaxNn } from "../jax/jax.js";
import { logSigmoid, sigmoid, softplus } from "../math/softplus.js";
import { owned } from "../numpy/owned.js";
import { dotProductAttention } from "./attention.js";
import { celu, elu, selu } from "./exponential-linear.js";
import { gelu } from "./gelu.js";
import { glu } from "./glu.js";
import { log1mexp } from "./log1mexp.js";
import { mish } from "./mish.js";
import { oneHot } from "./one-hot.js";
import { silu } from "./silu.js";
import { softSign } from "./soft-sign.js";
import { logSoftmax, logmeanexp, logsumexp, softmax } from "./softmax.js";
import { sparsePlus, sparseSigmoid } from "./sparse-plus.js";
import { squareplus } from "./squareplus.js";
import { standardize } from "./standardize.js";

/** jax-js' functions of networks, with what it has wrong in place. */
export const nn: typeof jaxNn = {
  ...jaxNn,
  ...owned({ gelu, log1mexp, selu, silu, sparsePlus, sparseSigmoid }),
  swish: owned({ silu }).silu,
  ...{ celu, dotProductAttention, elu, glu, logSigmoid, logSoftmax, logmeanexp, logsumexp, mish },
  ...{ oneHot, sigmoid, softSign, softmax, softplus, squareplus, standardize },
};
