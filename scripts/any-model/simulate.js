import { calibrateOutputs, decideOutputs, NescioError, predictiveFrom, Random } from "@nescio/core";
import { scenarios } from "./populations.js";

/** The promises that are simulated: one about all answers together, and one about each of some classes at once. */
export const promises = ["all", "classes"];

function contractOf({ maxError, classes, maxErrors }, promise, confidence, count) {
  if (promise === "all") return { maxError, confidence };
  const byClass = classes.map((label, i) => ({ label, maxError: maxErrors?.[i] ?? maxError }));
  return { byClass, ...(classes.length < count ? { others: maxError } : {}), confidence };
}

/** A sampler of places by their weights. */
function drawer(weights, random) {
  const sums = new Float64Array(weights.length);
  weights.reduce((sum, weight, i) => (sums[i] = sum + weight), 0);
  return () => {
    const u = random.uniform() * sums[sums.length - 1];
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] <= u) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function sample({ classes, weights, said, true: truth }, rows, random) {
  const draw = drawer(weights, random);
  const outputs = new Float64Array(rows * classes);
  const labels = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const kind = draw();
    outputs.set(said.subarray(kind * classes, (kind + 1) * classes), row * classes);
    let left = random.uniform();
    let label = 0;
    while (label < classes - 1 && (left -= truth[kind * classes + label]) > 0) label++;
    labels[row] = label;
  }
  return { outputs, labels };
}

/** By sums over the whole population: shares answered, and of the answers by class how many are wrong. */
function exactly({ classes, weights, true: truth }, decisions) {
  const answered = new Float64Array(classes);
  const wrong = new Float64Array(classes);
  decisions.forEach(({ refused, best }, kind) => {
    if (refused) return;
    answered[best] += weights[kind];
    wrong[best] += weights[kind] * (1 - truth[kind * classes + best]);
  });
  return { answered, wrong };
}

const sum = (values) => values.reduce((a, b) => a + b, 0);

/** Whether a promise is broken: a share of wrong answers above what was promised, rounding aside. */
function isBroken(contract, { answered, wrong }) {
  const over = (mistakes, answers, most) => mistakes > most * answers * (1 + 1e-9);
  if ("maxError" in contract) return over(sum(wrong), sum(answered), contract.maxError);
  const named = new Set(contract.byClass.map(({ label }) => label));
  const rest = (values) => sum(values.filter((_, label) => !named.has(label)));
  return (
    contract.byClass.some(({ label, maxError }) => over(wrong[label], answered[label], maxError)) ||
    (contract.others !== undefined && over(rest(wrong), rest(answered), contract.others))
  );
}

/**
 * Calibrates on many samples of a population, and holds what was promised against what the rule does to all of it.
 *
 * @param {string} name One of the scenarios.
 * @param {"all" | "classes"} promise
 * @returns How often there was a promise and how often it was broken, with what was answered and wrong on average.
 */
export function simulate(name, promise, { simulations, confidence = 0.9, seed = 1 }) {
  const { population: make, rows, ...asked } = scenarios[name];
  const population = make();
  const { classes, said } = population;
  const contract = contractOf(asked, promise, confidence, classes);
  const everything = predictiveFrom(said, { kind: "probabilities", classes });
  const random = new Random(seed);
  const names = Array.from({ length: classes }, (_, c) => `${c}`);
  let [broken, unmet, answers, errors] = [0, 0, 0, 0];
  for (let simulation = 0; simulation < simulations; simulation++) {
    const { outputs, labels } = sample(population, rows, random);
    const predictive = predictiveFrom(outputs, { kind: "probabilities", classes });
    const rule = calibrated(predictive, labels, {
      ...{ classes: names, kind: "probabilities", contract, hopeless: "never-answered" },
      ...{ dataset: name, seed: simulation },
    });
    if (rule === undefined) {
      unmet++;
      continue;
    }
    const found = exactly(population, decideOutputs(everything, rule));
    if (isBroken(contract, found)) broken++;
    answers += sum(found.answered);
    errors += sum(found.wrong) / Math.max(1e-12, sum(found.answered));
  }
  const promised = simulations - unmet;
  return {
    ...{ scenario: name, promise, simulations, unmet, broken },
    allowed: 1 - confidence,
    answered: answers / Math.max(1, promised),
    error: errors / Math.max(1, promised),
  };
}

/** The rule, or nothing where these rows allow no promise. */
function calibrated(predictive, labels, options) {
  try {
    return calibrateOutputs(predictive, labels, options);
  } catch (error) {
    if (error instanceof NescioError && error.code === "unmet") return undefined;
    throw error;
  }
}
