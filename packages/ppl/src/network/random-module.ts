import { applyWeights, walkNetwork } from "./apply-network.js";
import { inferShapes, NescioError, parameterSpecs, type Network, type ParameterSpec } from "@nescio/core";
import { gaussianOf } from "../distributions/gaussian-of.js";
import type { Distribution } from "../distributions/distribution.js";
import { expand } from "../distributions/expand.js";
import { toEvent } from "../distributions/to-event.js";
import { np, type JaxArray } from "../jax.js";
import { sizeOf } from "../memory.js";
import { prngKey } from "../primitives/prng-key.js";
import { sampleSite } from "../primitives/sample.js";
import { standardNormal } from "../random/index.js";

/** A prior for each parameter, by its name, or a function that makes it; each is expanded to the parameter's shape. */
export type Priors = Readonly<Record<string, Distribution>> | ((parameter: ParameterSpec) => Distribution);

export interface RandomModuleOptions {
  /**
   * How a training step estimates the network's output. `"weights"` runs the drawn network. `"local"` draws what each image's
   * layers give instead, from the guide's Gaussians (the local reparameterisation; Kingma, Salimans & Welling 2015, §2.2):
   * less noise in the gradient. It applies where the values come from a guide; elsewhere the drawn network runs.
   * Default `"weights"`.
   */
  readonly estimator?: "weights" | "local" | undefined;
  /** The standard normals ζ of the local estimator, of the shape of a layer's output; for comparisons. Default: drawn. */
  readonly noise?: ((layer: string, shape: readonly number[]) => JaxArray) | undefined;
}

/** A network drawn from its priors or from a guide: a function of images. */
export type DrawnNetwork = (x: JaxArray) => JaxArray;

/** The name of the site of one parameter of a lifted network. */
export function moduleSite(module: string, parameter: string): string {
  return `${module}.${parameter}`;
}

/**
 * Turns a network's weights into random variables (Pyro's `random_module`). Calling the result within a program draws
 * the network: one site `NAME.PARAMETER` for each parameter; what comes back maps images `[images, …]` to outputs.
 * Dropout layers pass everything on: the noise here is that of the weights.
 * @param priors Borrowed: they stay yours, as the program runs many times.
 */
export function randomModule(
  name: string,
  network: Network,
  priors: Priors,
  { estimator = "weights", noise = standardNoise(name) }: RandomModuleOptions = {},
): () => DrawnNetwork {
  const specs = parameterSpecs(network);
  const inputs = sizeOf(network.input);
  checkPriors(name, specs, priors);
  return () => {
    const drawn = new Map<string, { value: JaxArray; proposal: Distribution | undefined }>();
    for (const spec of specs) {
      const prior = typeof priors === "function" ? priors(spec) : priors[spec.name].ref();
      const site = sampleSite(moduleSite(name, spec.name), overAll(prior, spec.shape));
      drawn.set(spec.name, { value: site.value!, proposal: site.proposal });
    }
    return (x) => {
      checkInput(name, network, inputs, x);
      return walkNetwork(network, x, (layer, h) => {
        const weight = drawn.get(`${layer.name}.weight`)!;
        const bias = drawn.get(`${layer.name}.bias`)!;
        if (estimator === "local" && weight.proposal !== undefined && bias.proposal !== undefined) {
          const w = gaussian(moduleSite(name, `${layer.name}.weight`), weight.proposal);
          const b = gaussian(moduleSite(name, `${layer.name}.bias`), bias.proposal);
          const mean = applyWeights(layer, h.ref, w.loc, b.loc);
          const variance = applyWeights(layer, np.square(h), np.square(w.scale), np.square(b.scale));
          return mean.add(np.sqrt(variance).mul(noise(layer.name, mean.shape)));
        }
        return applyWeights(layer, h, weight.value, bias.value);
      });
    };
  };
}

function standardNoise(module: string): (layer: string, shape: readonly number[]) => JaxArray {
  return (layer, shape) => standardNormal(prngKey(`${module}.${layer}.noise`), [...shape]);
}

/** The prior of every entry of a parameter, all of them one event. */
function overAll(prior: Distribution, shape: readonly number[]): Distribution {
  const rest = shape.slice(0, shape.length - prior.eventShape.length);
  return toEvent(prior.batchShape.join() === rest.join() ? prior : expand(prior, [...rest]));
}

/** Mean and standard deviation of a guide's site, of its full shape; fresh references. */
function gaussian(site: string, proposal: Distribution): { loc: JaxArray; scale: JaxArray } {
  const found = gaussianOf(proposal);
  if (found !== undefined) return found;
  throw new NescioError({
    code: "invalid-program",
    subject: `site "${site}"`,
    expected: "the guide to draw it from a Normal, for the local estimator",
    found: proposal.name,
    next: 'Use the estimator "weights" with other guides.',
  });
}

function checkPriors(name: string, specs: readonly ParameterSpec[], priors: Priors): void {
  if (typeof priors === "function") return;
  const known = specs.map((spec) => spec.name);
  const given = Object.keys(priors);
  const missing = known.find((parameter) => !given.includes(parameter));
  const unknown = given.find((parameter) => !known.includes(parameter));
  if (missing === undefined && unknown === undefined) return;
  throw new NescioError({
    code: "invalid-program",
    subject: `randomModule "${name}"`,
    expected: `a prior for each of ${known.join(", ")}`,
    found: missing === undefined ? `one for "${unknown!}"` : `none for "${missing}"`,
  });
}

function checkInput(name: string, network: Network, inputs: number, { shape }: JaxArray): void {
  const [, ...rest] = shape;
  const flat = inferShapes(network)[0].length === 1;
  if (shape.length > 0 && (rest.join() === network.input.join() || (flat && rest.join() === String(inputs))))
    return;
  throw new NescioError({
    code: "invalid-program",
    subject: `randomModule "${name}"`,
    expected: `images of shape [N, ${network.input.join(", ")}]${flat ? ` or [N, ${inputs}]` : ""}`,
    found: `shape [${shape.join(", ")}]`,
  });
}
