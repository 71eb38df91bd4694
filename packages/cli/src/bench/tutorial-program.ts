import type { Network } from "@nescio/core";
import {
  adam,
  categorical,
  nn,
  normal,
  np,
  param,
  randomModule,
  sample,
  softplus,
  svi,
  traceElbo,
  type JaxArray,
  type Svi,
} from "@nescio/ppl";

/** Where a parameter's mean and ρ (σ = softplus(ρ)) start. */
export type Start = (name: string) => { readonly mu: Float32Array; readonly rho: Float32Array };

/** The tutorial's model, guide and inference, as one writes them in the language. */
export function tutorialProgram(
  network: Network,
  start: Start,
  learningRate: number,
): Svi<[x: JaxArray, y: JaxArray]> {
  const prior = randomModule("module", network, () => normal(0, 1));
  const posterior = randomModule("module", network, ({ name, shape }) => {
    const from = (values: Float32Array): JaxArray => np.array(values, { shape: [...shape] });
    const mu = param(`${name}.mu`, () => from(start(name).mu));
    const rho = param(`${name}.rho`, () => from(start(name).rho));
    return normal(mu, softplus(rho));
  });
  const model = (x: JaxArray, y: JaxArray): void => {
    const classify = prior();
    sample("obs", categorical({ logits: nn.logSoftmax(classify(x)) }), { obs: y });
  };
  const guide = (_x: JaxArray, _y: JaxArray): void => void posterior();
  return svi({ model, guide, optimizer: adam({ learningRate }), loss: traceElbo() });
}
