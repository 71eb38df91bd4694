import * as z from "zod";
import { columnsSchema, featureCount } from "../data/tables/column-schema.js";
import { defaultRule } from "../decision/preset-rules.js";
import type { Rule } from "../decision/rule.js";
import { encodeRule, storedRuleSchema } from "../decision/stored-rule.js";
import { NescioError } from "../errors.js";
import { decodeFamiliarity, encodeFamiliarity } from "../familiarity/index.js";
import type { StoredTensor } from "../prediction/posterior.js";
import { readingSchema } from "../reading/kinds.js";
import { meanWeights } from "../prediction/mean-weights.js";
import { outputCount, takesRows, type Network } from "../layers/network.js";
import { parseStoredNetwork } from "../layers/stored-network.js";
import { firstIssue, type Json } from "../validation.js";
import type { Model } from "./model.js";
import type { PosteriorHead } from "../posteriors/format.js";
import { posteriorFormat } from "../posteriors/kinds.js";
import { TensorReader } from "../posteriors/tensor-reader.js";
import { TensorWriter, type Precision } from "../posteriors/tensor-writer.js";
import { checkModelBytes, maxModelBytes } from "./model-size.js";
import { decodeNames, encodeNames, namesTensor } from "./row-names.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";
import { parseStrictJson } from "./strict-json.js";
import { trainingSchema } from "./training-schema.js";

/**
 * Changes whenever an older reader would misread, or refuse, what a newer writer writes. Models of images are written as version 2,
 * which older readers know; those of rows are version 3.
 */
const versions = { images: 2, rows: 3 } as const;
const readable = [1, versions.images, versions.rows];

const positive = z.int().min(1);

const common = {
  network: z.unknown(),
  classes: z.array(z.string().min(1)).min(1).max(65_536),
  rule: storedRuleSchema,
  training: trainingSchema.optional(),
};

const tableSchema = z.strictObject({
  columns: columnsSchema,
  target: z.string().optional(),
  show: z.string().optional(),
});

const headSchema = z.strictObject({
  version: z.literal([versions.images, versions.rows]),
  inputScale: z.enum(["1/255", "none"]),
  table: tableSchema.optional(),
  /** How many training rows have names, which are a tensor. */
  rowNames: positive.optional(),
  posterior: posteriorFormat.schema,
  samples: z.int().min(1).max(100_000).optional(),
  reading: readingSchema.optional(),
  invert: z.boolean().optional(),
  background: z.enum(["black", "white"]).optional(),
  /** Its tensors bear the prefix `familiarity/`. */
  familiarity: z.json().optional(),
  ...common,
});

/** Version 1 knew mean-field posteriors only; its tensors are those of version 2. */
const firstSchema = z
  .strictObject({
    version: z.literal(1),
    kind: z.literal("mean-field"),
    inputScale: z.literal("1/255"),
    ...common,
  })
  .transform(({ kind, ...rest }) => ({
    ...rest,
    version: versions.images,
    posterior: { kind },
    table: undefined,
    rowNames: undefined,
    samples: undefined,
    reading: undefined,
    invert: undefined,
    background: undefined,
    familiarity: undefined,
  }));

/** The metadata, checked. */
type Head = Omit<Model, "posterior" | "familiarity" | "rowNames"> & {
  readonly posterior: PosteriorHead;
  readonly rowNames?: number | undefined;
  readonly familiarity?: Json | undefined;
};

const familiarityPrefix = "familiarity/";

function invalid(subject: string, expected: string, found: string, next?: string): NescioError {
  const facts = { code: "invalid-model", subject, expected, found } as const;
  return new NescioError(next === undefined ? facts : { ...facts, next });
}

export interface EncodeOptions {
  /**
   * `half` stores means, weights and scales in 16 bits: half the size, at 11 significant bits. Scales stay above 0. Default
   * `single`.
   */
  readonly precision?: Precision | undefined;
}

/**
 * The bytes of a model file: safetensors with the posterior's tensors — `NAME.loc` and `NAME.scale` for each parameter of a
 * mean-field posterior, `NAME` of a point or dropout, `0/NAME.loc`, … of a mixture's members — and the rest of the model as
 * JSON under `nescio` in its metadata. The same model gives the same bytes.
 *
 * Throws `invalid-model` for whatever `decodeModel` would refuse, and in half precision for values beyond ±65,504.
 */
export function encodeModel(model: Model, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const { posterior, familiarity, rowNames, ...rest } = model;
  const name = "model";
  const tensors = new Map<string, StoredTensor>();
  const posteriorHead = posteriorFormat.write(
    posterior,
    new TensorWriter(tensors, options.precision ?? "single"),
  );
  const known = familiarity === undefined ? undefined : encodeFamiliarity(familiarity);
  for (const [key, tensor] of known?.tensors ?? []) tensors.set(familiarityPrefix + key, tensor);
  if (rowNames !== undefined) tensors.set(namesTensor, encodeNames(rowNames));
  const version = takesRows(model.network) ? versions.rows : versions.images;
  const head = parseHead(
    {
      version,
      ...rest,
      rowNames: rowNames?.length,
      rule: encodeRule(rest.rule),
      posterior: posteriorHead,
      familiarity: known?.head,
    },
    name,
  );
  readParts(head, new TensorReader(name, tensors));
  const bytes = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  checkModelBytes(bytes, name);
  const text = JSON.stringify({ version, ...head, rule: encodeRule(head.rule) });
  // Nested too deep, it could not be read.
  parseJson(text, name);
  const metadata = new Map([
    ["format", "nescio"],
    ["nescio", text],
  ]);
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Reads what `encodeModel` wrote, bit for bit, and files of format version 1. Throws `invalid-model` for a file that is
 * damaged, not a model, of another format version, or whose tensors do not fit its network, saying which tensor and why.
 *
 * @param name - How errors call the file, e.g. its path.
 */
export function decodeModel(bytes: Uint8Array, name: string): Model {
  const { tensors, metadata } = decodeSafetensors(bytes, name, maxModelBytes);
  const format = metadata.get("format");
  const text = metadata.get("nescio");
  if (format !== "nescio" || text === undefined) {
    const found = format === undefined ? "a safetensors file without it" : `"${format}"`;
    throw invalid(name, 'the metadata of a model, format "nescio"', found, "Make a model with nescio train.");
  }
  const head = parseHead(parseJson(text, name), name);
  const { posterior, familiarity, rowNames, ...rest } = head;
  const heads = { posterior, familiarity, rowNames, network: rest.network };
  const parts = readParts(heads, new TensorReader(name, tensors));
  return Object.freeze({ ...rest, ...parts });
}

/** What is settled about a model before its training. */
type Planned = Pick<Model, "network" | "classes" | "samples" | "reading" | "table"> & {
  readonly rule?: Rule | undefined;
};

/** Throws `invalid-option` where a model of these facts could not be stored, or not be read again. */
export function checkPlannedModel({ rule = defaultRule, ...facts }: Planned): void {
  const posterior: PosteriorHead = { kind: "point" };
  const [version, inputScale] = takesRows(facts.network)
    ? ([versions.rows, "none"] as const)
    : ([versions.images, "1/255"] as const);
  const head = { version, inputScale, posterior, ...facts, rule: encodeRule(rule) };
  try {
    parseHead(head, "model that would be trained");
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    const { subject, expected, found, next } = error;
    throw new NescioError({ code: "invalid-option", subject, expected, found, next });
  }
}

/** What the tensors hold, all of which are used. */
function readParts(
  { network, ...heads }: Pick<Head, "network" | "posterior" | "familiarity" | "rowNames">,
  reader: TensorReader,
): Pick<Model, "posterior" | "familiarity" | "rowNames"> {
  try {
    const posterior = posteriorFormat.read(heads.posterior, network, reader);
    const take = (key: string): StoredTensor => reader.take(familiarityPrefix + key);
    const familiarity =
      heads.familiarity === undefined
        ? undefined
        : decodeFamiliarity(heads.familiarity, take, network, () => meanWeights(posterior));
    const rowNames =
      heads.rowNames === undefined ? undefined : decodeNames(reader.take(namesTensor), heads.rowNames);
    reader.finish();
    return { posterior, ...(familiarity && { familiarity }), ...(rowNames && { rowNames }) };
  } catch (error) {
    // What a posterior or a familiarity asks for itself comes without the file's name.
    if (!(error instanceof NescioError) || error.subject.startsWith(reader.file)) throw error;
    throw invalid(`${reader.file}, ${error.subject}`, error.expected, error.found, error.next);
  }
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
  if (!readable.some((known) => known === version)) {
    throw invalid(
      subject,
      `format version ${readable.slice(0, -1).join(", ")} or ${readable.at(-1)}`,
      version === undefined ? "none" : JSON.stringify(version),
      "Read it with the version of nescio that wrote it, or train the model again.",
    );
  }
  const head = parseHeadShape(value, version === 1 ? firstSchema : headSchema, subject);
  const { classes, inputScale, rule, training, posterior, samples, familiarity, ...rest } = head;
  const { reading, invert, background, table, rowNames } = rest;
  const network = parseStoredNetwork(rest.network, subject);
  const outputs = outputCount(network);
  if (classes.length !== outputs) {
    throw invalid(subject, `${outputs} class names, one for each output`, `${classes.length}`);
  }
  checkInputs(network, head, subject);
  return {
    ...{ network, posterior, classes, inputScale, rule },
    ...(samples === undefined ? {} : { samples }),
    ...(reading === undefined ? {} : { reading }),
    ...(invert === undefined ? {} : { invert }),
    ...(background === undefined ? {} : { background }),
    ...(table === undefined ? {} : { table }),
    ...(rowNames === undefined ? {} : { rowNames }),
    ...(familiarity === undefined ? {} : { familiarity }),
    ...(training === undefined ? {} : { training }),
  };
}

/** What is said of inputs is to be of such as the network takes. */
function checkInputs(
  network: Network,
  { version, inputScale, table, rowNames, reading }: z.infer<typeof headSchema>,
  subject: string,
): void {
  const rows = takesRows(network);
  const wrong = (part: string, expected: string, found: string): NescioError =>
    invalid(`${subject}, ${part}`, expected, found);
  const scale = rows ? "none" : "1/255";
  if (inputScale !== scale) throw wrong("inputScale", `"${scale}", as its network wants`, `"${inputScale}"`);
  const own = rows ? versions.rows : versions.images;
  if (version !== own) throw wrong("version", `${own}, as its network wants`, String(version));
  if (rows && reading !== undefined) throw wrong("reading", "none, of rows", reading.kind);
  if (!rows && (table !== undefined || rowNames !== undefined)) {
    throw wrong("table", "none, of images", "one");
  }
  if (table === undefined) return;
  const features = featureCount(table.columns);
  if (features !== network.input[0]) {
    throw wrong("table", `columns that make ${network.input[0]} inputs`, String(features));
  }
}

function parseHeadShape(
  value: unknown,
  schema: typeof headSchema | typeof firstSchema,
  subject: string,
): z.infer<typeof headSchema> {
  try {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const { path, expected, found } = firstIssue(parsed.error, value);
    throw invalid(path === "" ? subject : `${subject}, ${path}`, expected, found);
  } catch (error) {
    // The stack, under options nested some thousands deep.
    if (error instanceof RangeError) {
      throw invalid(subject, "a complete description of the model", error.message);
    }
    throw error;
  }
}
