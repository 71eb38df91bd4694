import * as z from "zod";
import { NescioError } from "../errors.js";
import { DropoutPosterior } from "../posteriors/dropout/posterior.js";
import { triangleLength, type Spectrum } from "../posteriors/laplace/covariance.js";
import { lastLayerOf } from "../posteriors/laplace/last-layer.js";
import { LaplacePosterior } from "../posteriors/laplace/posterior.js";
import { MeanFieldPosterior } from "../posteriors/mean-field/posterior.js";
import { MixturePosterior, MOST_MEMBERS } from "../posteriors/mixture/posterior.js";
import { PointPosterior } from "../posteriors/point/posterior.js";
import type { Posterior, StoredTensor, Weights } from "../prediction/posterior.js";
import { SwagPosterior } from "../posteriors/swag/posterior.js";
import { leastHalf, mostHalf } from "../math/half.js";
import { parameterSpecs, type Network } from "../layers/network.js";
import type { ModelPosterior } from "./model.js";
import type { TensorReader } from "./tensor-reader.js";

/** How a posterior's numbers are stored: "half" takes half the space, with 11 significant bits. */
export type Precision = "single" | "half";

const memberSchema = z.union([
  z.strictObject({ kind: z.literal("mean-field") }),
  z.strictObject({ kind: z.literal("point") }),
  z.strictObject({ kind: z.literal("dropout") }),
  z.strictObject({ kind: z.literal("swag"), rank: z.int().min(0).max(1000) }),
  z.strictObject({ kind: z.literal("laplace"), structure: z.literal("full") }),
  z.strictObject({
    kind: z.literal("laplace"),
    structure: z.literal("kronecker"),
    priorPrecision: z.number().positive(),
  }),
]);
type MemberHead = z.infer<typeof memberSchema>;

/** What the metadata say of the posterior; the numbers are in tensors. */
export const posteriorSchema = z.union([
  memberSchema,
  z.strictObject({
    kind: z.literal("mixture"),
    /** The tensors of member m bear the prefix `m/`. */
    members: z.array(memberSchema).min(1).max(MOST_MEMBERS),
  }),
]);
export type PosteriorHead = z.infer<typeof posteriorSchema>;

/** A posterior as metadata and tensors. Throws `invalid-model` for a kind that files do not hold. */
export function encodePosterior(
  posterior: Posterior,
  precision: Precision,
): { readonly head: PosteriorHead; readonly tensors: ReadonlyMap<string, StoredTensor> } {
  const tensors = new Map<string, StoredTensor>();
  if (!(posterior instanceof MixturePosterior)) {
    return { head: encodeMember(posterior, new Writer(tensors, "", precision)), tensors };
  }
  const members = posterior.members.map((member, m) =>
    encodeMember(member, new Writer(tensors, `${m}/`, precision)),
  );
  return { head: { kind: "mixture", members }, tensors };
}

/** The inverse of `encodePosterior`. Throws `invalid-model` naming the tensor that does not fit. */
export function decodePosterior(head: PosteriorHead, network: Network, reader: TensorReader): ModelPosterior {
  if (head.kind !== "mixture") return decodeMember(head, network, reader, "");
  return new MixturePosterior(
    head.members.map((member, m) => decodeMember(member, network, reader, `${m}/`)),
  );
}

function encodeMember(posterior: Posterior, writer: Writer): MemberHead {
  if (posterior instanceof MeanFieldPosterior) {
    for (const [name, { shape, loc, scale }] of posterior.tensors) {
      writer.put(`${name}.loc`, shape, loc);
      writer.put(`${name}.scale`, shape, scale, "positive");
    }
    return { kind: "mean-field" };
  }
  if (posterior instanceof PointPosterior || posterior instanceof DropoutPosterior) {
    writer.weights(posterior.weights);
    return { kind: posterior.kind };
  }
  if (posterior instanceof SwagPosterior) {
    for (const [name, { shape, loc, scale, deviations }] of posterior.tensors) {
      writer.put(`${name}.loc`, shape, loc);
      writer.put(`${name}.scale`, shape, scale);
      writer.put(`${name}.deviations`, [posterior.rank, ...shape], deviations);
    }
    return { kind: "swag", rank: posterior.rank };
  }
  if (posterior instanceof LaplacePosterior) {
    writer.weights(posterior.weights);
    const { precision } = posterior;
    // Curvatures range over more than half precision has.
    if (precision.structure === "full") {
      writer.exact("laplace/factor", [precision.factor.length], precision.factor);
      return { kind: "laplace", structure: "full" };
    }
    for (const side of ["inputs", "outputs"] as const) {
      const { values, vectors } = precision[side];
      writer.exact(`laplace/${side}.values`, [values.length], values);
      writer.exact(`laplace/${side}.vectors`, [values.length, values.length], vectors);
    }
    return { kind: "laplace", structure: "kronecker", priorPrecision: precision.priorPrecision };
  }
  throw new NescioError({
    code: "invalid-model",
    subject: "posterior",
    expected: "a mean-field, point, dropout, SWAG or Laplace posterior, or a mixture of them",
    found: `the kind "${posterior.kind}"`,
    next: "Model files hold no others.",
  });
}

function decodeMember(
  head: MemberHead,
  network: Network,
  reader: TensorReader,
  prefix: string,
): Exclude<ModelPosterior, MixturePosterior> {
  const specs = parameterSpecs(network);
  const weights = (): Weights =>
    new Map(
      specs.map(({ name, shape }) => [name, { shape, data: reader.floats(prefix + name, shape, "finite") }]),
    );
  switch (head.kind) {
    case "mean-field":
      return new MeanFieldPosterior(
        network,
        new Map(
          specs.map(({ name, shape }) => {
            const loc = reader.floats(`${prefix}${name}.loc`, shape, "finite");
            const scale = reader.floats(`${prefix}${name}.scale`, shape, "positive");
            return [name, { shape, loc, scale }];
          }),
        ),
      );
    case "point":
      return new PointPosterior(network, weights());
    case "dropout":
      return new DropoutPosterior(network, weights());
    case "swag": {
      const { rank } = head;
      const tensors = specs.map(({ name, shape }) => {
        const loc = reader.floats(`${prefix}${name}.loc`, shape, "finite");
        const scale = reader.floats(`${prefix}${name}.scale`, shape, "not-negative");
        const deviations = reader.floats(`${prefix}${name}.deviations`, [rank, ...shape], "finite");
        return [name, { shape, loc, scale, deviations }] as const;
      });
      return new SwagPosterior(network, new Map(tensors), rank);
    }
    case "laplace": {
      const { inputs, outputs } = lastLayerOf(network);
      if (head.structure === "full") {
        const length = triangleLength((inputs + 1) * outputs);
        const factor = reader.floats(`${prefix}laplace/factor`, [length], "finite");
        checkDiagonal(factor, `${reader.file}, tensor "${prefix}laplace/factor"`);
        return new LaplacePosterior(network, weights(), { structure: "full", factor });
      }
      const spectrum = (side: string, n: number): Spectrum => ({
        values: reader.floats(`${prefix}laplace/${side}.values`, [n], "not-negative"),
        vectors: reader.floats(`${prefix}laplace/${side}.vectors`, [n, n], "finite"),
      });
      return new LaplacePosterior(network, weights(), {
        structure: "kronecker",
        inputs: spectrum("inputs", inputs + 1),
        outputs: spectrum("outputs", outputs),
        priorPrecision: head.priorPrecision,
      });
    }
  }
}

/** A Cholesky factor has a diagonal above 0. */
function checkDiagonal(factor: Float32Array, subject: string): void {
  for (let row = 0, at = 0; at < factor.length; row++, at += row + 1) {
    if (factor[at] > 0) continue;
    const found = `${factor[at]} at index ${at}`;
    throw new NescioError({ code: "invalid-model", subject, expected: "a diagonal above 0", found });
  }
}

/** Puts tensors under a prefix. */
class Writer {
  constructor(
    private readonly tensors: Map<string, StoredTensor>,
    private readonly prefix: string,
    private readonly precision: Precision,
  ) {}

  weights(weights: Weights): void {
    for (const [name, { shape, data }] of weights) this.put(name, shape, data);
  }

  /** @param values What is "positive" stays so: nothing is rounded to 0. */
  put(name: string, shape: readonly number[], data: Float32Array, values: "any" | "positive" = "any"): void {
    if (this.precision === "single") {
      this.exact(name, shape, data);
      return;
    }
    const over = data.findIndex((value) => Math.abs(value) > mostHalf);
    if (over >= 0) {
      throw new NescioError({
        code: "invalid-model",
        subject: `model, tensor "${this.prefix}${name}"`,
        expected: `values from −${mostHalf} to ${mostHalf}, as half precision has them`,
        found: `${data[over]} at index ${over}`,
        next: "Save it in single precision.",
      });
    }
    // A scale below the least number above 0 becomes that one; what was not above 0 is refused as it is.
    const rounded =
      values === "any" ? data : data.map((value) => (value > 0 ? Math.max(value, leastHalf) : value));
    this.tensors.set(this.prefix + name, { dtype: "F16", shape, data: rounded });
  }

  exact(name: string, shape: readonly number[], data: Float32Array): void {
    this.tensors.set(this.prefix + name, { dtype: "F32", shape, data });
  }
}
