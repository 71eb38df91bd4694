import * as z from "zod";
import { NescioError } from "../errors.js";
import type { StoredTensor, Tensor, Weights } from "../prediction/posterior.js";
import { outputCount, parameterSpecs, type Network } from "../layers/network.js";
import { parseStoredNetwork } from "../layers/stored-network.js";
import { firstIssue, type Json } from "../validation.js";
import type { Familiarity } from "./familiarity.js";
import { CombinedFamiliarity, type Standard } from "./combined.js";
import { GaussianFamiliarity } from "./gaussian.js";
import { NeighbourFamiliarity } from "./neighbours.js";
import type { QuantizedMatrix } from "./quantize.js";
import type { FeatureMap } from "./scorer.js";

const whole = z.int().min(1);
const common = {
  /** The network whose outputs are the features, in JSON. */
  features: z.json(),
  /** Networks whose features it looks at. */
  members: whole.max(1000),
  /** Principal components. */
  dimensions: whole.max(1024),
  /** Held-out images that it is calibrated on. */
  heldOut: whole,
};
const standard = z.strictObject({ centre: z.number(), scale: z.number().gt(0) });
const headSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("neighbours"), ...common, bank: whole, neighbours: whole.max(100) }),
  z.strictObject({
    kind: z.literal("gaussian"),
    ...common,
    classes: whole.max(256),
    residual: z.number().gt(0),
  }),
  z.strictObject({
    kind: z.literal("both"),
    ...common,
    bank: whole,
    neighbours: whole.max(100),
    classes: whole.max(256),
    residual: z.number().gt(0),
    standards: z.tuple([standard, standard]),
  }),
]);

type Head = z.infer<typeof headSchema>;

/**
 * What a model file keeps of a familiarity: a head as JSON, and tensors. `decodeFamiliarity` gives the same scores and
 * p-values to the last bit.
 */
export function encodeFamiliarity(familiarity: Familiarity): {
  head: Json;
  tensors: ReadonlyMap<string, StoredTensor>;
} {
  const parts = partsOf(familiarity);
  if (parts === undefined) {
    throw new NescioError({
      code: "unsupported",
      subject: "familiarity",
      expected: "one made by fitFamiliarity or decodeFamiliarity",
      found: `one of another make, of kind "${familiarity.kind}"`,
    });
  }
  const { near, gaussian, standards, map, calibration } = parts;
  const { axes, mean } = map.projection;
  const tensors = new Map<string, StoredTensor>();
  const f32 = (name: string, data: Float32Array, ...shape: number[]): void => {
    tensors.set(name, { dtype: "F32", shape, data });
  };
  const quantized = (name: string, { codes, scale, columns }: QuantizedMatrix): void => {
    tensors.set(name, { dtype: "I8", shape: [codes.length / columns, columns], data: codes });
    f32(`${name}.scale`, scale, columns);
  };
  map.members.forEach((weights, member) => {
    for (const { name } of parameterSpecs(map.network)) {
      const { shape, data } = weights.get(name)!;
      tensors.set(`${member}/${name}`, { dtype: "F16", shape, data });
    }
  });
  quantized("axes", axes);
  f32("mean", mean, mean.length);
  f32("calibration", calibration, calibration.length);
  const shared = {
    features: z.json().parse(map.network),
    ...{ members: map.members.length, dimensions: axes.columns, heldOut: calibration.length },
  };
  const ofNear = (): { bank: number; neighbours: number } => {
    const { components, indices, neighbours } = near!.bank;
    quantized("bank", components);
    tensors.set("bank.indices", { dtype: "U32", shape: [indices.length], data: indices });
    return { bank: indices.length, neighbours };
  };
  const ofGaussian = (): { classes: number; residual: number } => {
    const { logShares, means, whitening, residual } = gaussian!.gaussians;
    const classes = logShares.length;
    f32("log-shares", logShares, classes);
    f32("means", means, classes, axes.columns);
    f32("whitening", whitening, classes, axes.columns, axes.columns);
    return { classes, residual };
  };
  const head: Head =
    standards !== undefined
      ? { kind: "both", ...shared, ...ofNear(), ...ofGaussian(), standards: [...standards] }
      : near !== undefined
        ? { kind: "neighbours", ...shared, ...ofNear() }
        : { kind: "gaussian", ...shared, ...ofGaussian() };
  return { head, tensors };
}

interface Parts {
  readonly near?: NeighbourFamiliarity;
  readonly gaussian?: GaussianFamiliarity;
  readonly standards?: readonly [Standard, Standard];
  readonly map: FeatureMap;
  readonly calibration: Float32Array;
}

function partsOf(familiarity: Familiarity): Parts | undefined {
  if (familiarity instanceof NeighbourFamiliarity) {
    const { map, calibration } = familiarity;
    return { near: familiarity, map, calibration };
  }
  if (familiarity instanceof GaussianFamiliarity) {
    const { map, calibration } = familiarity;
    return { gaussian: familiarity, map, calibration };
  }
  if (familiarity instanceof CombinedFamiliarity) {
    const { neighbours: near, gaussian, standards, calibration } = familiarity;
    return { near, gaussian, standards, map: near.map, calibration };
  }
  return undefined;
}

/**
 * Reads what `encodeFamiliarity` wrote.
 *
 * @param take Gives a tensor by its name, or throws.
 * @param network The model's network.
 * @throws NescioError `invalid-model` for a head that is not one, and for tensors of another type or shape or with
 * values out of range, saying which.
 */
export function decodeFamiliarity(
  head: unknown,
  take: (name: string) => StoredTensor,
  network: Network,
): Familiarity {
  const facts = parseHead(head);
  const { members: count, dimensions, heldOut } = facts;
  const features = parseStoredNetwork(facts.features, "familiarity.features");
  const shapes = [network, features].map(({ input }) => input.join("×"));
  if (shapes[0] !== shapes[1]) throw invalid("familiarity.features", `input ${shapes[0]}`, shapes[1]);
  const length = count * outputCount(features);
  if (dimensions > length)
    throw invalid("familiarity.dimensions", `at most ${length} features`, `${dimensions}`);
  const f32 = (name: string, ...shape: number[]): Float32Array => floats(take(name), name, "F32", shape);
  const quantized = (name: string, rows: number): QuantizedMatrix => {
    const codes = checked(take(name), name, "I8", [rows, dimensions]).data;
    const scale = f32(`${name}.scale`, dimensions);
    within(scale, `${name}.scale`, "scales greater than 0", (value) => value > 0);
    return { columns: dimensions, codes: codes as Int8Array, scale };
  };
  const members = Array.from({ length: count }, (_, member): Weights => {
    const tensors = parameterSpecs(features).map(({ name, shape }): [string, Tensor] => {
      const key = `${member}/${name}`;
      return [name, { shape, data: floats(take(key), key, "F16", shape) }];
    });
    return new Map(tensors);
  });
  const axes = quantized("axes", length);
  const map: FeatureMap = { network: features, members, projection: { axes, mean: f32("mean", length) } };
  const calibration = f32("calibration", heldOut);
  within(
    calibration,
    "calibration",
    "scores in increasing order",
    (value, i) => i === 0 || value >= calibration[i - 1],
  );
  const near = (facts: { bank: number; neighbours: number }, scores: Float32Array): NeighbourFamiliarity => {
    const { bank, neighbours } = facts;
    if (neighbours > bank) throw invalid("familiarity.neighbours", `at most ${bank} images`, `${neighbours}`);
    const indices = checked(take("bank.indices"), "bank.indices", "U32", [bank]).data as Uint32Array;
    return new NeighbourFamiliarity(
      map,
      { components: quantized("bank", bank), indices, neighbours },
      scores,
    );
  };
  const gaussian = (
    facts: { classes: number; residual: number },
    scores: Float32Array,
  ): GaussianFamiliarity => {
    const { classes, residual } = facts;
    const logShares = f32("log-shares", classes);
    const means = f32("means", classes, dimensions);
    const whitening = f32("whitening", classes, dimensions, dimensions);
    within(whitening, "whitening", "lower triangles with a diagonal greater than 0", (value, at) => {
      const row = Math.floor(at / dimensions) % dimensions;
      const column = at % dimensions;
      return column < row || (column === row ? value > 0 : value === 0);
    });
    return new GaussianFamiliarity(map, { logShares, means, whitening, residual }, scores);
  };
  switch (facts.kind) {
    case "neighbours":
      return near(facts, calibration);
    case "gaussian":
      return gaussian(facts, calibration);
    case "both": {
      const none = new Float32Array();
      return new CombinedFamiliarity(near(facts, none), gaussian(facts, none), facts.standards, calibration);
    }
  }
}

function parseHead(head: unknown): Head {
  const parsed = headSchema.safeParse(head);
  if (parsed.success) return parsed.data;
  const { path, expected, found } = firstIssue(parsed.error, head);
  throw invalid(path === "" ? "familiarity" : `familiarity.${path}`, expected, found);
}

function checked(
  tensor: StoredTensor,
  name: string,
  dtype: StoredTensor["dtype"],
  shape: readonly number[],
): StoredTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  if (tensor.dtype === dtype && tensor.shape.join() === shape.join() && tensor.data.length === size)
    return tensor;
  throw invalid(
    `tensor "familiarity/${name}"`,
    `${dtype} of shape [${shape.join(", ")}]`,
    `${tensor.dtype} of shape [${tensor.shape.join(", ")}]`,
  );
}

function floats(
  tensor: StoredTensor,
  name: string,
  dtype: "F32" | "F16",
  shape: readonly number[],
): Float32Array {
  const data = checked(tensor, name, dtype, shape).data as Float32Array;
  within(data, name, "finite values", Number.isFinite);
  return data;
}

function within(
  values: Float32Array,
  name: string,
  expected: string,
  right: (value: number, index: number) => boolean,
): void {
  const bad = values.findIndex((value, index) => !right(value, index));
  if (bad >= 0) throw invalid(`tensor "familiarity/${name}"`, expected, `${values[bad]} at index ${bad}`);
}

function invalid(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-model", subject, expected, found });
}
