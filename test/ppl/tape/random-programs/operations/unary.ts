import { between, rounded } from "../draw.js";
import { use } from "../expression.js";
import { call1, keepsAway, margin, number, onFloat, positive, type Operation } from "./operation.js";

const smooth = [
  "np.exp",
  "np.sin",
  "np.cos",
  "np.tanh",
  "np.square",
  "np.negative",
  "np.atan",
  "np.expm1",
  "np.sinh",
  "np.cosh",
  "lax.erf",
  "lax.erfc",
  "nn.softplus",
  "nn.sigmoid",
  "nn.logSigmoid",
  "nn.silu",
  "nn.gelu",
  "nn.mish",
];
const ofPositive = ["np.log", "np.sqrt", "np.reciprocal", "np.log1p", "np.log2", "np.cbrt"];
const kinkedAtZero = ["np.absolute", "nn.relu", "nn.leakyRelu", "nn.elu", "np.sign"];
const stepped = ["np.floor", "np.ceil", "np.trunc"];
const alongAxis = ["nn.softmax", "nn.logSoftmax", "nn.logsumexp", "nn.standardize"];

/** Functions of one value. */
export const unary: Readonly<Record<string, Operation>> = {
  ...table(smooth, (callee) => call1(callee)),
  ...table(ofPositive, (callee) => (b) => {
    const x = positive(b);
    return x === undefined ? undefined : b.add(callee, [use(x)]);
  }),
  ...table(kinkedAtZero, (callee) => (b) => {
    const x = b.float(0, (name) => keepsAway(b.data(name), 0));
    return x === undefined ? undefined : b.add(callee, [use(x)]);
  }),
  ...table(stepped, (callee) => (b) => {
    const x = b.float(0, (name) => b.data(name).every((value) => awayFromSteps(value)));
    const step = x === undefined ? undefined : b.add(callee, [use(x)]);
    return step === undefined ? undefined : b.add(".mul", [use(step), use(x!)]);
  }),
  ...table(alongAxis, (callee) =>
    onFloat((b, x) => {
      const axis = b.axis(x);
      const spread = callee !== "nn.standardize" || b.shape(x).at(axis)! > 1;
      return spread ? b.add(callee, [use(x), axis]) : undefined;
    }, 1),
  ),
  "np.asin": onFloat((b, x) => {
    const bounded = b.add("np.tanh", [use(x)]);
    return bounded === undefined ? undefined : b.add("np.asin", [use(bounded)]);
  }),
  "np.power with a number": (b) => {
    const x = positive(b);
    return x === undefined ? undefined : b.add("np.power", [use(x), number(b)]);
  },
  "np.power with a whole number": (b) => {
    // Of 0, jax-js' power has no gradient.
    const x = b.float(0, (name) => keepsAway(b.data(name), 0));
    return x === undefined ? undefined : b.add("np.power", [use(x), between(b.random, 1, 3)]);
  },
  "np.clip": onFloat((b, x) => {
    const [low, high] = [rounded(b.random, -2, 0), rounded(b.random, 0.1, 2)];
    const smoothHere = keepsAway(b.data(x), low) && keepsAway(b.data(x), high);
    return smoothHere ? b.add("np.clip", [use(x), low, high]) : undefined;
  }),
};

/** Steps of floor, ceil and trunc, and the halves between them. */
function awayFromSteps(value: number): boolean {
  return Math.abs(value - Math.round(value)) > margin;
}

function table(callees: readonly string[], of: (callee: string) => Operation): Record<string, Operation> {
  return Object.fromEntries(callees.map((callee) => [callee, of(callee)]));
}
