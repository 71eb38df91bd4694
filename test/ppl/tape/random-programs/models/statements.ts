import type { Distribution } from "../../../../../packages/ppl/src/index.js";
import { np, type JaxArray } from "../../../../../packages/ppl/src/jax.js";
import { hostData, sizeOf } from "../../../../../packages/ppl/src/memory.js";
import type { Builder } from "../builder.js";
import { between, chance, oneOf, rounded } from "../draw.js";
import { call, lent, options, use, type Call, type Lambda } from "../expression.js";
import { smoothOperations } from "../operations/index.js";
import { addData, batchOf, type Context } from "./context.js";
import { likelihoods, observations, observe } from "./likelihoods.js";
import { priors } from "./priors.js";

const most = { latents: 5, numbers: 40 };

/** Writes one statement of a model. */
type Statement = (b: Builder, context: Context) => void;

/** What a model's body consists of; what stands twice is met twice as often. */
const statements: readonly Statement[] = [
  latent,
  latent,
  computation,
  computation,
  computation,
  observation,
  observation,
  factor,
  deterministic,
  plate,
  plate,
  weighted,
  subsample,
];

/** Writes so many statements, the first of which is a random variable where there is none yet. */
export function writeBody(b: Builder, context: Context, count: number): void {
  if (context.latents.length === 0) latent(b, context);
  for (let i = 0; i < count; i++) oneOf(b.random, statements)(b, context);
}

function latent(b: Builder, context: Context): void {
  if (context.latents.length >= most.latents) return;
  const { distribution, support } = oneOf(b.random, priors)(b, batchOf(context));
  const prior = b.evaluate(distribution) as Distribution | undefined;
  const shape = prior === undefined ? undefined : shapeIn(prior, context);
  const { transform } = prior?.support ?? {};
  if (prior === undefined || shape === undefined || transform === undefined) return;
  const unconstrainedShape = transform.inverseShape(shape);
  if (sizeOf(unconstrainedShape) > most.numbers) return;
  const z = drawPoint(b, unconstrainedShape);
  const unconstrained = Array.from(hostData(z.ref));
  const example = transform.forward(z);
  prior.dispose();
  const name = `x${context.latents.length}`;
  b.state(call("sample", [name, distribution]), example);
  context.latents.push({ name, support, shape, unconstrained, unconstrainedShape });
}

/** The shape of a draw within the plates; nothing where the distribution's own batch does not fit them. */
function shapeIn({ batchShape, eventShape }: Distribution, context: Context): number[] | undefined {
  const batch = batchOf(context);
  if (batch.length === 0) return [...batchShape, ...eventShape];
  const lead = batch.length - batchShape.length;
  const fits = lead >= 0 && batchShape.every((extent, i) => extent === 1 || extent === batch[lead + i]);
  return fits ? [...batch, ...eventShape] : undefined;
}

/** Numbers near 0 that differ from each other, in the program's float type. */
function drawPoint(b: Builder, shape: readonly number[]): JaxArray {
  const size = sizeOf(shape);
  const order = b.random.permutation(size);
  const values = Array.from(order, (place) => (2.4 * (place + 0.2 + 0.6 * b.random.uniform())) / size - 1.2);
  const rounded = values.map((value) => Math.round(2 ** 13 * value) / 2 ** 13);
  return np.array(rounded, { dtype: b.library.dtype as typeof np.float64, shape: [...shape] });
}

/** An operation on what there is. */
function computation(b: Builder): void {
  oneOf(b.random, Object.values(oneOf(b.random, smoothOperations)))(b);
}

function observation(b: Builder, context: Context): void {
  const batch = batchOf(context);
  const likelihood = oneOf(b.random, likelihoods)(b, batch);
  const distribution = b.evaluate(likelihood.distribution) as Distribution | undefined;
  const shape = distribution === undefined ? undefined : shapeIn(distribution, context);
  distribution?.dispose();
  if (shape === undefined) return;
  const own = shape.slice(0, shape.length - likelihood.eventShape.length);
  const name = addData(context, observations(likelihood, own));
  b.state(observe(`obs-${name}`, likelihood.distribution, use(name)));
}

function factor(b: Builder): void {
  const x = b.float();
  const term =
    x === undefined ? undefined : b.add(oneOf(b.random, ["np.sum", "np.mean", "np.max"]), [use(x)]);
  if (term !== undefined) b.state(call("factor", [`f-${term}`, use(term)]));
}

function deterministic(b: Builder): void {
  const x = b.float();
  if (x === undefined) return;
  const name = b.fresh();
  b.state(call("deterministic", [`d-${name}`, use(x)]), b.array(x).ref);
}

/** A plate, perhaps within another, that may return one of its values. */
function plate(b: Builder, context: Context): void {
  if (context.plates.filter((size) => size !== undefined).length >= 2) return;
  const size = between(b.random, 1, 4);
  const free = [1, 2, 3].filter((axis) => context.plates[axis - 1] === undefined);
  const axis = chance(b.random, 0.5) ? free[0] : oneOf(b.random, free);
  const plates = Array.from({ length: Math.max(axis, context.plates.length) }, (_, i) =>
    i === axis - 1 ? size : context.plates[i],
  );
  const index = b.fresh();
  const inner = b.inner();
  inner.bind(index, np.arange(size));
  writeBody(inner, { ...context, plates }, between(b.random, 1, 3));
  close(b, inner, (lambda) =>
    call("plate", [`p-${index}`, size, options({ dim: -axis }), { ...lambda, parameters: [index] }]),
  );
}

/** Statements whose log-probabilities are scaled, or of which some entries are left out. */
function weighted(b: Builder, context: Context): void {
  const inner = b.inner();
  writeBody(inner, context, between(b.random, 1, 2));
  const batch = batchOf(context);
  const how = chance(b.random, 0.5)
    ? { by: "scale", amount: rounded(b.random, 0.2, 3) }
    : {
        by: "mask",
        amount: lent(
          addData(context, {
            shape: batch,
            dtype: "bool",
            values: Array.from({ length: sizeOf(batch) }, () => b.random.integer(2)),
          }),
        ),
      };
  close(b, inner, (lambda) => call(call(how.by, [lambda, how.amount]), []));
}

/** Ends a function's body and states its call. The value that it returns is known from then on. */
function close(b: Builder, inner: Builder, statement: (lambda: Lambda) => Call): void {
  const result = inner.lastFloat();
  const example = result === undefined ? undefined : inner.array(result).ref;
  b.state(statement(inner.lambda([], result)), example);
  inner.dispose();
}

/** A plate of which a run looks at some members only, at observations. */
function subsample(b: Builder, context: Context): void {
  if (!context.parts || context.plates.length > 0 || !chance(b.random, 0.3)) return;
  const [size, subsampleSize] = [between(b.random, 3, 6), 2];
  const index = b.fresh();
  const likelihood = oneOf(b.random, likelihoods)(b, [1]);
  const name = addData(context, observations(likelihood, [size]));
  const part = call("np.take", [use(name), use(index), 0]);
  const body = [{ name: b.fresh(), value: observe(`obs-${name}`, likelihood.distribution, part) }];
  const settings = options({ subsampleSize });
  b.state(call("plate", [`p-${index}`, size, settings, { kind: "lambda", parameters: [index], body }]));
}
