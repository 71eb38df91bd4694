import * as z from "zod";
import { NescioError } from "../errors.js";
import { outputCount, parameterSpecs, parseLayers, type Network } from "../layers/network.js";
import { parseStoredNetwork } from "../layers/stored-network.js";
import type { StoredTensor, Tensor, Weights } from "../prediction/posterior.js";
import { firstIssue, type Json } from "../validation.js";
import type { Familiarity } from "./familiarity.js";
import type { Classifier, FamiliarityKind } from "./kind.js";
import { familiarityKinds } from "./kinds.js";
import type { FeatureMap } from "./scorer.js";
import { checkValues, invalidStored, TensorReader, TensorWriter } from "./tensors.js";

/** The table, without the types that each kind has for itself. */
const kinds: readonly FamiliarityKind[] = familiarityKinds;

const positive = z.int().min(1);
const common = {
  /** The network whose outputs are the features, in JSON. */
  features: z.json(),
  /** Networks whose features it looks at. */
  members: positive.max(1000),
  /** Principal components. */
  dimensions: positive.max(1024),
  /** Held-out images that it is calibrated on. */
  heldOut: positive,
};
const kindSchema = z.object({ kind: z.enum(familiarityKinds.map(({ kind }) => kind)) });
const commonSchema = z.object(common);

/**
 * What a model file keeps of a familiarity: a head as JSON, and tensors. `decodeFamiliarity` gives the same scores and
 * p-values to the last bit.
 */
export function encodeFamiliarity(familiarity: Familiarity): {
  head: Json;
  tensors: ReadonlyMap<string, StoredTensor>;
} {
  for (const kind of kinds) {
    if (!kind.is(familiarity)) continue;
    const { map, calibration } = familiarity;
    const { axes, mean } = map.projection;
    const writer = new TensorWriter();
    map.members.forEach((weights, member) => {
      for (const { name } of parameterSpecs(map.network)) {
        const { shape, data } = weights.get(name)!;
        writer.f16(`${member}/${name}`, data, shape);
      }
    });
    writer.quantized("axes", axes);
    writer.f32("mean", mean, mean.length);
    writer.f32("calibration", calibration, calibration.length);
    const head = {
      kind: kind.kind,
      features: map.network,
      members: map.members.length,
      dimensions: axes.columns,
      heldOut: calibration.length,
      ...kind.encode(familiarity, writer),
    };
    return { head: z.json().parse(head), tensors: writer.tensors };
  }
  throw new NescioError({
    code: "unsupported",
    subject: "familiarity",
    expected: "one made by fitFamiliarity or decodeFamiliarity",
    found: `one of another make, of kind "${familiarity.kind}"`,
  });
}

/**
 * Reads what `encodeFamiliarity` wrote.
 *
 * @param take Gives a tensor by its name, or throws.
 * @param network The model's network.
 * @param meanWeights Those of its posterior, for kinds that look at those.
 * @throws NescioError `invalid-model` for a head that is not one, and for tensors of another type or shape or with
 * values out of range, saying which.
 */
export function decodeFamiliarity(
  head: unknown,
  take: (name: string) => StoredTensor,
  network: Network,
  meanWeights?: () => readonly Weights[],
): Familiarity {
  const name = parse(kindSchema, head).kind;
  const kind = kinds.find((each) => each.kind === name)!;
  const facts = parse(z.strictObject({ kind: z.literal(name), ...common, ...kind.head }), head);
  const { members: count, dimensions, heldOut } = commonSchema.parse(facts);
  const features = parseStoredNetwork(facts.features, "familiarity.features", parseLayers);
  const shapes = [network, features].map(({ input }) => input.join("×"));
  if (shapes[0] !== shapes[1]) throw invalidStored("familiarity.features", `input ${shapes[0]}`, shapes[1]);
  const length = count * outputCount(features);
  if (dimensions > length) {
    throw invalidStored("familiarity.dimensions", `at most ${length} features`, `${dimensions}`);
  }
  const tensors = new TensorReader(take);
  const members = Array.from({ length: count }, (_, member): Weights => {
    const entries = parameterSpecs(features).map((spec): [string, Tensor] => [
      spec.name,
      { shape: spec.shape, data: tensors.f16(`${member}/${spec.name}`, spec.shape) },
    ]);
    return new Map(entries);
  });
  const axes = tensors.quantized("axes", length, dimensions);
  const projection = { axes, mean: tensors.f32("mean", length) };
  const map: FeatureMap = { network: features, members, projection };
  const calibration = tensors.f32("calibration", heldOut);
  checkValues(
    "calibration",
    calibration,
    "scores in increasing order",
    (value, i) => i === 0 || value >= calibration[i - 1],
  );
  const classifier = (): Classifier => {
    if (meanWeights !== undefined) return { network, members: meanWeights() };
    throw invalidStored("familiarity", "the posterior whose networks it asks", "none");
  };
  return kind.decode(facts, { map, calibration, tensors, classifier });
}

function parse<Schema extends z.ZodType>(schema: Schema, head: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(head);
  if (parsed.success) return parsed.data;
  const { path, expected, found } = firstIssue(parsed.error, head);
  throw invalidStored(path === "" ? "familiarity" : `familiarity.${path}`, expected, found);
}
