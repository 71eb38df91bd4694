import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import { NescioError } from "@nescio/core";
import type { RegressionProblem } from "./logistic-regression.js";

/** A piece of a program in continuation-passing style, which returns the next one. */
type Thunk = () => Thunk | undefined;
type Runner = (thunk: Thunk | undefined) => void;

/** The parts of WebPPL that are used. */
export interface WebPpl {
  readonly Tensor: new (shape: number[]) => { fromFlatArray(values: ArrayLike<number>): unknown };
  compile(code: string): { readonly code: string };
  runEvaled(
    main: unknown,
    runner: Runner,
    address: { value: undefined },
    store: object,
    done: (store: object, value: WebPplDraws) => void,
    base: string,
  ): void;
}

/** What its inference returns: distinct draws, each with the log of how often it came. */
export interface WebPplDraws {
  support(): readonly (readonly number[] | { readonly data: Float64Array })[];
  score(value: unknown): number;
}

/** The log-likelihood as WebPPL's own example of logistic regression has it, or all of it at once with its tensors. */
export type WebPplStyle = "observations" | "tensors";

export interface WebPplRun {
  readonly style: WebPplStyle;
  readonly samples: number;
  /** Leapfrog steps of a sample. */
  readonly steps: number;
  readonly stepSize: number;
}

// The data and settings of a run come by a global variable: the only way in that is not compiled.
const globalName = "nescioBenchmark";
const program = `
var given = ${globalName};
var byObservations = function() {
  var w = repeat(given.features, function() { return gaussian(0, 1); });
  map2(
    function(x, label) {
      var f = sum(map2(function(a, b) { return a * b; }, w, x));
      factor(Bernoulli({ p: 1 / (1 + Math.exp(-f)) }).score(label));
    },
    given.rows,
    given.labels);
  return w;
};
var withTensors = function() {
  var w = sample(TensorGaussian({ mu: 0, sigma: 1, dims: [given.features, 1] }));
  observe(MultivariateBernoulli({ ps: T.sigmoid(T.dot(given.x, w)) }), given.y);
  return w;
};
Infer({
  model: given.style === "tensors" ? withTensors : byObservations,
  method: "MCMC",
  kernel: { HMConly: { steps: given.steps, stepSize: given.stepSize } },
  samples: given.samples
});
`;

/**
 * Loads WebPPL, which defines some fifty global variables, or returns `undefined` where it is not installed: it is what
 * the samplers are compared with, and nothing that the library needs.
 */
export function loadWebPpl(
  load: (name: string) => unknown = createRequire(import.meta.url),
  seed = 1,
): WebPpl | undefined {
  let main: Omit<WebPpl, "Tensor">;
  try {
    main = load("webppl") as typeof main;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const Tensor = load("webppl/src/tensor") as WebPpl["Tensor"];
  (load("webppl/src/util") as { seedRNG(seed: number): void }).seedRNG(seed);
  return { ...main, Tensor };
}

/** Whether the package itself is missing, not a part of it. */
function isMissing(error: unknown): boolean {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  return code === "MODULE_NOT_FOUND" && message?.includes("'webppl'") === true;
}

let compiled: unknown;

/** The regression by WebPPL's Hamiltonian Monte Carlo, compiled once a process; each call samples anew from a draw of the prior. */
export function webPplRegression(
  webppl: WebPpl,
  { observations, features, x, y }: RegressionProblem,
): (run: WebPplRun) => WebPplDraws {
  compiled ??= runInThisContext(webppl.compile(program).code);
  const rows = Array.from({ length: observations }, (_, i) =>
    Array.from(x.subarray(i * features, (i + 1) * features)),
  );
  const data = {
    features,
    rows,
    labels: Array.from(y, (label) => label === 1),
    x: new webppl.Tensor([observations, features]).fromFlatArray(x),
    y: new webppl.Tensor([observations, 1]).fromFlatArray(y),
  };
  return (run) => {
    (globalThis as Record<string, unknown>)[globalName] = { ...data, ...run };
    let draws: WebPplDraws | undefined;
    const runner: Runner = (thunk) => {
      while (thunk !== undefined) thunk = thunk();
    };
    webppl.runEvaled(compiled, runner, { value: undefined }, {}, (_, value) => (draws = value), "");
    if (draws !== undefined) return draws;
    throw new NescioError({
      code: "unsupported",
      subject: "benchmark, WebPPL",
      expected: "its inference to end where it was started",
      found: "no result",
    });
  };
}
