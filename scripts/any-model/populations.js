import { Random } from "@nescio/core";

/**
 * A population of rows that is known to the last bit: what a model says of a row is one of finitely many things, each with how
 * often it is said and with the true class's probabilities then. What a rule does to it is a sum, not an estimate.
 *
 * @typedef {object} Population
 * @property {number} classes
 * @property {Float64Array} weights How often each is said; they sum to 1.
 * @property {Float64Array} said `[rows, classes]`, probabilities.
 * @property {Float64Array} true `[rows, classes]`, probabilities of the true class.
 */

function softmax(logits) {
  const top = Math.max(...logits);
  const each = logits.map((z) => Math.exp(z - top));
  const sum = each.reduce((a, b) => a + b);
  return each.map((value) => value / sum);
}

/**
 * Rows whose true class is drawn from a softmax of their logits, and a model that says something else of them.
 *
 * @param options.kinds Different things that the model says.
 * @param options.spread Standard deviation of the logits.
 * @param options.prior Added to the logits of each class.
 * @param options.say What the model says, of the true probabilities' logits.
 * @returns {Population}
 */
function population({ classes, kinds, spread, prior = () => 0, say, seed = 1 }) {
  const random = new Random(seed);
  const [said, truth] = [new Float64Array(kinds * classes), new Float64Array(kinds * classes)];
  for (let kind = 0; kind < kinds; kind++) {
    const logits = Array.from({ length: classes }, (_, c) => spread * random.normal() + prior(c));
    truth.set(softmax(logits), kind * classes);
    said.set(say(logits, random), kind * classes);
  }
  return { classes, weights: new Float64Array(kinds).fill(1 / kinds), said, true: truth };
}

const times = (sureness) => (logits) => softmax(logits.map((z) => sureness * z));

/** To one decimal, so that many rows are given the same probabilities. */
const rounded = (logits) => {
  const high = Math.round(10 * softmax(logits)[0]) / 10;
  return [high, 1 - high];
};

/** Surest where it is wrong more often: the assumption that errors grow rarer as thresholds rise does not hold. */
const perverse = (logits) => {
  const own = softmax(logits);
  const doubt = 1 - Math.max(...own);
  const sure = doubt < 0.02 ? 0.9 : 0.99 - 0.3 * doubt;
  return own.map((p) => (p === Math.max(...own) ? sure : 1 - sure));
};

/** By name what is simulated: classes that a contract is of, beside all of them together, and how much may be wrong. */
export const scenarios = {
  "two classes, calibrated": {
    population: () => population({ classes: 2, kinds: 4000, spread: 3, say: times(1) }),
    ...{ maxError: 0.05, rows: 1500, classes: [0, 1] },
  },
  "two classes, one of 5 %, too sure": {
    population: () =>
      population({
        ...{ classes: 2, kinds: 4000, spread: 1.7, say: times(3) },
        prior: (c) => (c === 0 ? -4.5 : 0),
      }),
    ...{ maxError: 0.05, rows: 3000, classes: [0, 1], maxErrors: [0.25, 0.02] },
  },
  "two classes, ties": {
    population: () => population({ classes: 2, kinds: 4000, spread: 3, say: rounded }),
    ...{ maxError: 0.05, rows: 1500, classes: [0, 1] },
  },
  "two classes, surest where it is wrong": {
    population: () => population({ classes: 2, kinds: 4000, spread: 2, say: perverse }),
    ...{ maxError: 0.15, rows: 1500, classes: [0, 1] },
  },
  "100 classes, too sure": {
    population: () => population({ classes: 100, kinds: 1500, spread: 4, say: times(2) }),
    ...{ maxError: 0.2, rows: 1500, classes: [0, 1, 2, 3, 4] },
  },
  "100 classes, unequal": {
    population: () =>
      population({
        ...{ classes: 100, kinds: 1500, spread: 3, say: times(0.5) },
        prior: (c) => -1.5 * Math.log1p(c),
      }),
    ...{ maxError: 0.3, rows: 1500, classes: [0, 1, 2, 3, 4] },
  },
};
