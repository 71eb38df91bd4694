import * as z from "zod";
import { ruleSchema } from "../decision/quantile-rule.js";
import { NescioError } from "../errors.js";
import type { GaussianTensor, Tensor } from "../inference/posterior.js";
import { outputCount, parameterSpecs, parseNetwork, type Network } from "../network/network.js";
import type { Model } from "./model.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";
import { parseStrictJson } from "./strict-json.js";

/** Changes whenever an older reader would misread, or refuse, what a newer writer writes. */
const formatVersion = 1;

const positive = z.int().min(1);
const duration = z.number().min(0);

const trainingSchema = z.strictObject({
  preset: z.string(),
  dataset: z.string(),
  epochs: positive,
  lossPerImageByEpoch: z.array(z.number()),
  seconds: duration,
  msPerStep: duration,
  threads: positive,
  options: z.json(),
  seed: z.int().min(0).max(0xffff_ffff),
  data: z.array(
    z.strictObject({
      name: z.string(),
      sources: z.array(
        z.strictObject({ file: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits") }),
      ),
    }),
  ),
  version: z.string().min(1),
});

const headSchema = z.strictObject({
  version: z.literal(formatVersion),
  kind: z.literal("mean-field"),
  network: z.unknown(),
  classes: z.array(z.string().min(1)).min(1).max(256),
  inputScale: z.literal("1/255"),
  rule: ruleSchema,
  training: trainingSchema.optional(),
});

type Head = Omit<Model, "tensors">;

function invalid(subject: string, expected: string, found: string, next?: string): NescioError {
  const facts = { code: "invalid-model", subject, expected, found } as const;
  return new NescioError(next === undefined ? facts : { ...facts, next });
}

/**
 * The bytes of a model file: safetensors with `NAME.loc` and `NAME.scale` for each parameter, and the rest of the
 * model as JSON under `nescio` in its metadata. The same model gives the same bytes.
 *
 * Throws `invalid-model` for whatever `decodeModel` would refuse.
 */
export function encodeModel(model: Model): Uint8Array<ArrayBuffer> {
  const { tensors, ...rest } = model;
  const name = "model";
  const head = parseHead({ version: formatVersion, ...rest }, name);
  for (const parameter of tensors.keys()) {
    if (!parameterSpecs(head.network).some((spec) => spec.name === parameter)) throw extra(name, parameter);
  }
  const flat = new Map<string, Tensor>();
  for (const [parameter, { shape, loc, scale }] of checkTensors(head.network, tensors, name)) {
    flat.set(`${parameter}.loc`, { shape, data: loc });
    flat.set(`${parameter}.scale`, { shape, data: scale });
  }
  const metadata = new Map([
    ["format", "nescio"],
    ["nescio", JSON.stringify({ version: formatVersion, ...head })],
  ]);
  return encodeSafetensors({ tensors: flat, metadata });
}

/**
 * Reads what `encodeModel` wrote, bit for bit. Throws `invalid-model` for a file that is damaged, not a model, of
 * another format version, or whose tensors do not fit its network, saying which tensor and why.
 *
 * @param name - How errors call the file, e.g. its path.
 */
export function decodeModel(bytes: Uint8Array, name: string): Model {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const format = metadata.get("format");
  const text = metadata.get("nescio");
  if (format !== "nescio" || text === undefined) {
    const found = format === undefined ? "a safetensors file without it" : `"${format}"`;
    throw invalid(name, 'the metadata of a model, format "nescio"', found, "Make a model with nescio train.");
  }
  const head = parseHead(parseJson(text, name), name);
  const unused = new Map(tensors);
  const take = (key: string): Tensor => {
    const tensor = tensors.get(key);
    if (!tensor) throw missing(name, key);
    unused.delete(key);
    return tensor;
  };
  const posterior = new Map<string, GaussianTensor>();
  for (const { name: parameter } of parameterSpecs(head.network)) {
    const loc = take(`${parameter}.loc`);
    const scale = take(`${parameter}.scale`);
    if (loc.shape.join() !== scale.shape.join()) {
      throw invalid(`${name}, tensor "${parameter}.scale"`, `shape ${show(loc.shape)}`, show(scale.shape));
    }
    posterior.set(parameter, { shape: loc.shape, loc: loc.data, scale: scale.data });
  }
  for (const key of unused.keys()) throw extra(name, key);
  return Object.freeze({ ...head, tensors: checkTensors(head.network, posterior, name) });
}

function parseJson(text: string, name: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (cause) {
    throw invalid(`${name}, metadata`, "JSON", cause instanceof Error ? cause.message : String(cause));
  }
}

function parseHead(value: unknown, name: string): Head {
  const subject = `${name}, metadata`;
  const version = z.looseObject({ version: z.unknown() }).safeParse(value).data?.version;
  if (version !== formatVersion) {
    throw invalid(
      subject,
      `format version ${formatVersion}`,
      version === undefined ? "none" : JSON.stringify(version),
      "Read it with the version of nescio that wrote it, or train the model again.",
    );
  }
  const { kind, classes, inputScale, rule, training, ...rest } = parseHeadShape(value, subject);
  const network = parseModelNetwork(rest.network, subject);
  const outputs = outputCount(network);
  if (classes.length !== outputs) {
    throw invalid(subject, `${outputs} class names, one for each output`, `${classes.length}`);
  }
  return { kind, network, classes, inputScale, rule, ...(training ? { training } : {}) };
}

function parseHeadShape(value: unknown, subject: string): z.infer<typeof headSchema> {
  const expected = "a complete description of the model";
  try {
    const parsed = headSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw invalid(subject, expected, `${issue.path.join(".")}: ${issue.message}`);
  } catch (error) {
    // The stack, under options nested some thousands deep.
    if (error instanceof RangeError) throw invalid(subject, expected, error.message);
    throw error;
  }
}

function parseModelNetwork(value: unknown, subject: string): Network {
  try {
    return parseNetwork(value);
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    throw invalid(`${subject}, ${error.subject}`, error.expected, error.found);
  }
}

/** The tensors in the network's order, each of the right shape and with usable numbers. */
function checkTensors(
  network: Network,
  tensors: ReadonlyMap<string, GaussianTensor>,
  name: string,
): Map<string, GaussianTensor> {
  const checked = new Map<string, GaussianTensor>();
  for (const spec of parameterSpecs(network)) {
    const tensor = tensors.get(spec.name);
    if (!tensor) throw missing(name, spec.name);
    const size = spec.shape.reduce((a, b) => a * b, 1);
    for (const part of ["loc", "scale"] as const) {
      const subject = `${name}, tensor "${spec.name}.${part}"`;
      const values = tensor[part];
      if (tensor.shape.join() !== spec.shape.join()) {
        throw invalid(subject, `shape ${show(spec.shape)}, as the network has it`, show(tensor.shape));
      }
      if (values.length !== size) throw invalid(subject, `${size} values`, `${values.length}`);
      const bad = values.findIndex((x) => !Number.isFinite(x) || (part === "scale" && x <= 0));
      if (bad >= 0) {
        const expected = part === "scale" ? "finite standard deviations greater than 0" : "finite values";
        throw invalid(subject, expected, `${values[bad]} at index ${bad}`);
      }
    }
    checked.set(spec.name, tensor);
  }
  return checked;
}

function show(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

function missing(name: string, tensor: string): NescioError {
  return invalid(`${name}, tensor "${tensor}"`, "to be there, as the network needs it", "no such tensor");
}

function extra(name: string, tensor: string): NescioError {
  return invalid(`${name}, tensor "${tensor}"`, "only tensors of the network", "one that it does not have");
}
