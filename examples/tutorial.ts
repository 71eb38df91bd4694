// "Making Your Neural Network Say 'I Don't Know'" by Paras Chopra, the tutorial that Nescio grew from, block by block: the
// network, the model, the guide, the training, and what the network answers and refuses in the end.
//
//   node examples/tutorial.ts [DATASET] [IMAGES] [EPOCHS] [HIDDEN] [SEED]
//
// Node 22.18 and later run TypeScript as it is; before that, `npx tsx examples/tutorial.ts` does. MNIST comes from
// NESCIO_DATA, the cache or a mirror, and takes some minutes; DATASET "glyphs" needs nothing from outside.
// `nescio demo --preset tutorial` does the same with kernels made for it, several times faster. The first gradients are huge
// and set Adam's step sizes, so that losses differ by some percent between seeds; with this one they are the original's.
import { NescioError, parseNetwork, parseRule, Random, runStudy, type ParameterSpec } from "nescio";
import { loadDataset } from "nescio/node";
import {
  adam,
  categorical,
  guidePosterior,
  nn,
  normal,
  np,
  param,
  random,
  randomModule,
  sample,
} from "nescio/ppl";
import { softplus, svi, traceElbo, type DrawnNetwork, type JaxArray } from "nescio/ppl";

const [name = "mnist", images = "60000", epochs = "5", hidden = "1024", seed = "15"] = process.argv.slice(2);

// net = NN(28*28, 1024, 10)
const net = parseNetwork({
  input: [28, 28, 1],
  layers: [
    { type: "flatten" },
    { type: "dense", name: "fc1", outputs: Number(hidden) },
    { type: "relu" },
    { type: "dense", name: "out", outputs: 10 },
  ],
});

// def model(x_data, y_data): a prior for every weight, and the labels given the images
function model(x: JaxArray, y: JaxArray): void {
  const priors = {
    "fc1.weight": normal(0, 1),
    "fc1.bias": normal(0, 1),
    "out.weight": normal(0, 1),
    "out.bias": normal(0, 1),
  };
  const liftedModule = randomModule("module", net, priors);
  const liftedRegModel = liftedModule(); // a network, drawn from the priors
  const lhat = nn.logSoftmax(liftedRegModel(x));
  sample("obs", categorical({ logits: lhat }), { obs: y });
}

// def guide(x_data, y_data): what training has learnt of every weight, a mean and a spread, both random at first
function guide(_x: JaxArray, _y: JaxArray): DrawnNetwork {
  const learnt = ({ name, shape }: ParameterSpec) => {
    const mu = param(`${name}_mu`, (key) => random.standardNormal(key, shape));
    const sigma = softplus(param(`${name}_sigma`, (key) => random.standardNormal(key, shape)));
    return normal(mu, sigma);
  };
  const liftedModule = randomModule("module", net, learnt); // for each of the four weights and biases
  return liftedModule();
}

const optim = adam({ learningRate: 0.01 });
const inference = svi({ model, guide, optimizer: optim, loss: traceElbo() });

// train_loader: batches of 128, shuffled, the last one smaller; data[0].view(-1, 28*28) and data[1]
const train = await loadDataset(name, { split: "train", limit: Number(images) });
const pixels = 28 * 28;
const loadBatch = (order: Uint32Array, from: number): [JaxArray, JaxArray] => {
  const chosen = order.subarray(from, from + 128);
  const x = new Float32Array(chosen.length * pixels);
  chosen.forEach((image, i) =>
    x.set(train.pixels.subarray(image * pixels, (image + 1) * pixels), i * pixels),
  );
  const y = Int32Array.from(chosen, (image) => train.labels![image]);
  return [np.array(x, { shape: [chosen.length, pixels] }).div(255), np.array(y)];
};

// Before the long part, so that nothing is missing after it.
const test = await loadDataset(name, { split: "test", limit: Number(images) });
const noise = await loadDataset("noise", { split: "test", limit: Number(images) });
const otherKind = name === "mnist" ? "notmnist-tutorial" : "glyphs-letters";
const letters = await loadDataset(otherKind, { split: "test", limit: Number(images) }).catch(
  (error: unknown) => {
    if (!(error instanceof NescioError) || error.code !== "unavailable") throw error;
    console.log(`${otherKind} cannot be had here: asking about glyphs-letters instead`);
    return loadDataset("glyphs-letters", { split: "test", limit: Number(images) });
  },
);

// for j in range(num_iterations): for each batch: loss += svi.step(...)
let state = inference.init(Number(seed), ...loadBatch(Uint32Array.of(0), 0));
for (let epoch = 0; epoch < Number(epochs); epoch++) {
  const order = new Random(Number(seed), epoch).permutation(train.count);
  let loss = 0;
  for (let from = 0; from < train.count; from += 128) {
    const step = inference.step(state, ...loadBatch(order, from));
    state = step.state;
    loss += step.loss;
  }
  console.log(`Epoch ${epoch} Loss ${(loss / train.count).toFixed(2)}`);
}

// Forced to answer: the mean output of 10 networks drawn from the guide. Free to say "I don't know": the classes whose
// median probability over 100 drawn networks is above 0.2, if there are any.
const params = inference.params(state);
const posterior = guidePosterior({ network: net, module: "module", guide, params });
const rule = parseRule("quantile:0.5:0.2");
const { evaluation } = await runStudy(posterior, test, [noise, letters], { rule, samples: 100 });

const { forcedAccuracy, refused, accuracyOnAccepted } = evaluation.inDistribution;
const rows: [string, number | null, string][] = [
  ["forced accuracy", forcedAccuracy, "0.88 to 0.92"],
  ["refused", refused, "0.10 to 0.14"],
  ["accuracy on answered", accuracyOnAccepted, "0.945 or more"],
  ...evaluation.outOfDistribution.map(({ dataset, refused }, i): [string, number, string] => [
    `${dataset} refused`,
    refused,
    i === 0 ? "0.95 or more" : "0.70 to 0.85",
  ]),
];
// Where the original in Pyro lies, on all of MNIST; its losses are 2109.81, 380.18, 161.21, 112.13, 96.25.
const original = name === "mnist" && train.count === 60_000;
for (const [figure, value, band] of rows) {
  const shown = value === null ? "none" : value.toFixed(3);
  console.log(`${figure.padEnd(28)}${shown.padEnd(8)}${original ? `original: ${band}` : ""}`.trimEnd());
}
