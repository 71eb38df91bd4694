import type * as language from "../../packages/ppl/src/index.js";

type Language = typeof language;

export interface Fit {
  readonly losses: readonly number[];
  readonly slope: number;
}

/** A line by variational inference, and its slope by NUTS: what must come out alike everywhere. */
export async function fitLine({
  adam,
  autoNormal,
  disposeState,
  mcmc,
  normal,
  np,
  sample,
  svi,
}: Language): Promise<Fit> {
  const model = (x: language.JaxArray, y: language.JaxArray): void => {
    const slope = sample("slope", normal(0, 2));
    sample("y", normal(slope.mul(x), 0.5), { obs: y });
  };
  const data = (): [language.JaxArray, language.JaxArray] => [np.array([1, 2, 3]), np.array([1.9, 4.2, 5.8])];
  const inference = svi({ model, guide: autoNormal(model), optimizer: adam({ learningRate: 0.05 }) });
  const { state, losses } = await inference.run({ steps: 60, batch: data });
  disposeState(state);
  inference.dispose();
  const { summary } = await mcmc(
    { model, chains: 1, warmup: 200, samples: 400, dtype: "float32", seed: 1 },
    ...data(),
  );
  return { losses: Array.from(losses), slope: summary()[0].mean };
}
