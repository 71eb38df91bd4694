import { nn, np, valueAndGrad, type JaxArray } from "../../src/engine/jax/jax.js";
import type { MeanFieldSettings } from "../../src/inference/mean-field/options.js";
import type { TrainingInputs } from "../../src/inference/mean-field/training-inputs.js";

/** Parameters of one layer, float64. */
export interface OracleLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly mu: { weight: ArrayLike<number>; bias: ArrayLike<number> };
  readonly rho: { weight: ArrayLike<number>; bias: ArrayLike<number> };
  /** ε of the drawn weights. */
  readonly eps: { weight: ArrayLike<number>; bias: ArrayLike<number> };
  /** ζ of the local reparameterisation, `[images, outputs]`. */
  readonly zeta?: ArrayLike<number>;
}

type Params = JaxArray[];
const float64 = np.float64;

function array(values: ArrayLike<number>, shape: number[]): JaxArray {
  return np.array(Float64Array.from(values), { shape, dtype: float64 });
}

/**
 * The negative ELBO of one batch and its gradients by automatic differentiation, in float64, written from the
 * formulas and sharing nothing with the kernels: `weight` and `bias` gradients for μ and ρ of every layer.
 */
export function oracle(
  layers: readonly OracleLayer[],
  inputs: TrainingInputs,
  settings: Pick<MeanFieldSettings, "estimator" | "kl" | "prior" | "likelihood">,
  klWeight: number,
): {
  nll: number;
  kl: number;
  gradients: {
    gradMu: { weight: number[]; bias: number[] };
    gradRho: { weight: number[]; bias: number[] };
  }[];
} {
  const size = layers[0].inputs;
  const { loc, scale } = settings.prior;
  const classes = layers.at(-1)!.outputs;

  const parts = (params: Params): { nll: JaxArray; kl: JaxArray } => {
    let x = array(
      Float64Array.from(inputs.pixels, (v) => Math.fround(v * Math.fround(1 / 255))),
      [inputs.count, size],
    );
    let kl = np.array(0, { dtype: float64 });
    layers.forEach((layer, l) => {
      const [muW, muB, rhoW, rhoB] = params.slice(4 * l, 4 * l + 4);
      const sigmaW = nn.softplus(rhoW.ref);
      const sigmaB = nn.softplus(rhoB.ref);
      rhoW.dispose();
      rhoB.dispose();
      const epsW = array(layer.eps.weight, [layer.outputs, layer.inputs]);
      const epsB = array(layer.eps.bias, [layer.outputs]);
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
        const mean = np.dot(x.ref, muW.ref.transpose()).add(muB.ref);
        const variance = np
          .dot(np.square(x.ref), np.square(sigmaW.ref).transpose())
          .add(np.square(sigmaB.ref));
        z = mean.add(np.sqrt(variance).mul(array(layer.zeta!, [inputs.count, layer.outputs])));
      } else {
        z = np.dot(x.ref, w.ref.transpose()).add(b.ref);
      }
      x.dispose();
      for (const used of [muW, muB, sigmaW, sigmaB, epsW, epsB, w, b]) used.dispose();
      x = l < layers.length - 1 ? nn.relu(z) : z;
    });
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

  const params = layers.flatMap(({ inputs: n, outputs: m, mu, rho }) => [
    array(mu.weight, [m, n]),
    array(mu.bias, [m]),
    array(rho.weight, [m, n]),
    array(rho.bias, [m]),
  ]);
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
