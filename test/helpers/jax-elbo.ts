import { applyWeights, walkNetwork } from "../../packages/ppl/src/network/apply-network.js";
import { nn, np, valueAndGrad, type JaxArray } from "../../packages/ppl/src/jax/jax.js";
import type { TrainingSettings } from "../../packages/core/src/training/settings.js";
import type { TrainingInputs } from "../../packages/core/src/training/inputs.js";
import { isWeighted } from "../../packages/core/src/layers/kinds.js";
import {
  inferShapes,
  outputCount,
  parameterSpecs,
  type Network,
} from "../../packages/core/src/layers/network.js";

/** Parameters of one layer with weights, float64, as `parameterSpecs` shapes them. */
export interface OracleLayer {
  readonly mu: { weight: ArrayLike<number>; bias: ArrayLike<number> };
  readonly rho: { weight: ArrayLike<number>; bias: ArrayLike<number> };
  /** ε of the drawn weights. */
  readonly eps: { weight: ArrayLike<number>; bias: ArrayLike<number> };
  /** ζ of the local reparameterisation, `[images, …outputs]`. */
  readonly zeta?: ArrayLike<number>;
}

type Params = JaxArray[];
const float64 = np.float64;

function array(values: ArrayLike<number>, shape: readonly number[]): JaxArray {
  return np.array(Float64Array.from(values), { shape: [...shape], dtype: float64 });
}

/**
 * The negative ELBO of one batch and its gradients by automatic differentiation, in float64, written from the
 * formulas and sharing nothing with the kernels: `weight` and `bias` gradients for μ and ρ of every layer.
 * @param masks What each dropout layer multiplies by, `[images, …]`, by its place among all layers.
 */
export function oracle(
  network: Network,
  layers: readonly OracleLayer[],
  inputs: TrainingInputs,
  settings: Pick<TrainingSettings, "estimator" | "kl" | "prior" | "likelihood">,
  klWeight: number,
  masks: ReadonlyMap<number, ArrayLike<number>> = new Map(),
): {
  nll: number;
  kl: number;
  gradients: {
    gradMu: { weight: number[]; bias: number[] };
    gradRho: { weight: number[]; bias: number[] };
  }[];
} {
  const { loc, scale } = settings.prior;
  const classes = outputCount(network);
  const shapes = inferShapes(network);
  const specs = parameterSpecs(network);
  const names = network.layers.filter(isWeighted).map(({ name }) => name);

  const parts = (params: Params): { nll: JaxArray; kl: JaxArray } => {
    const pixels = array(
      Float64Array.from(inputs.values, (v) =>
        inputs.values instanceof Float32Array ? v : Math.fround(v * Math.fround(1 / 255)),
      ),
      [inputs.count, ...network.input],
    );
    let kl = np.array(0, { dtype: float64 });
    const x = walkNetwork(
      network,
      pixels,
      (record, h) => {
        const l = names.indexOf(record.name);
        const layer = layers[l];
        const [muW, muB, rhoW, rhoB] = params.slice(4 * l, 4 * l + 4);
        const sigmaW = nn.softplus(rhoW);
        const sigmaB = nn.softplus(rhoB);
        const epsW = array(layer.eps.weight, specs[2 * l].shape);
        const epsB = array(layer.eps.bias, specs[2 * l + 1].shape);
        const w = muW.ref.add(sigmaW.ref.mul(epsW.ref));
        const b = muB.ref.add(sigmaB.ref.mul(epsB.ref));
        for (const [mu, sigma, eps, value] of [
          [muW, sigmaW, epsW, w],
          [muB, sigmaB, epsB, b],
        ]) {
          const logSigma = np.log(sigma.ref);
          const term =
            settings.kl === "closed-form"
              ? np
                  .square(sigma.ref)
                  .add(np.square(mu.ref.sub(loc)))
                  .mul(0.5 / (scale * scale))
                  .sub(0.5)
              : np
                  .square(value.ref.sub(loc))
                  .mul(0.5 / (scale * scale))
                  .sub(np.square(eps.ref).mul(0.5));
          kl = kl.add(term.sub(logSigma).add(Math.log(scale)).sum());
        }
        let z: JaxArray;
        if (settings.estimator === "local") {
          const mean = applyWeights(record, h.ref, muW.ref, muB.ref);
          const variance = applyWeights(
            record,
            np.square(h.ref),
            np.square(sigmaW.ref),
            np.square(sigmaB.ref),
          );
          z = mean.add(np.sqrt(variance).mul(array(layer.zeta!, mean.shape)));
        } else {
          z = applyWeights(record, h.ref, w.ref, b.ref);
        }
        for (const used of [h, muW, muB, sigmaW, sigmaB, epsW, epsB, w, b]) used.dispose();
        return z;
      },
      (index) => array(masks.get(index)!, [inputs.count, ...shapes[index]]),
    );
    if (settings.likelihood === "categorical") {
      const hot = new Float64Array(inputs.count * classes);
      inputs.labels!.forEach((label, i) => (hot[i * classes + label] = 1));
      const nll = nn
        .logSoftmax(x)
        .mul(array(hot, [inputs.count, classes]))
        .sum()
        .mul(-1);
      return { nll, kl };
    }
    const s = settings.likelihood.scale;
    const error = x.sub(array(inputs.targets!, [inputs.count, classes])).div(s);
    const nll = np
      .square(error)
      .mul(0.5)
      .add(Math.log(s) + 0.5 * Math.log(2 * Math.PI))
      .sum();
    return { nll, kl };
  };

  const params = layers.flatMap(({ mu, rho }, l) => {
    const [weight, bias] = specs.slice(2 * l, 2 * l + 2).map(({ shape }) => shape);
    return [array(mu.weight, weight), array(mu.bias, bias), array(rho.weight, weight), array(rho.bias, bias)];
  });
  const loss = (all: Params): [JaxArray, JaxArray] => {
    const { nll, kl } = parts(all);
    return [nll.ref.add(kl.mul(klWeight)), nll];
  };
  const [[value, nll], grads] = valueAndGrad(loss, { hasAux: true })(params) as [
    [JaxArray, JaxArray],
    JaxArray[],
  ];
  const total = value.js() as number;
  const likelihood = nll.js() as number;
  const flat = grads.map((g) => Array.from(g.dataSync() as Float64Array));
  return {
    nll: likelihood,
    kl: klWeight === 0 ? NaN : (total - likelihood) / klWeight,
    gradients: layers.map((_, l) => ({
      gradMu: { weight: flat[4 * l], bias: flat[4 * l + 1] },
      gradRho: { weight: flat[4 * l + 2], bias: flat[4 * l + 3] },
    })),
  };
}
