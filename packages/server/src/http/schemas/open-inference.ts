import * as z from "zod";
import { isNested, listOf, takenBy } from "./first-fault.js";

/** The Open Inference Protocol, version 2, as KServe, Triton and others speak it. */

const datatypes = [
  ...["BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64"],
  ...["FP16", "FP32", "FP64", "BYTES"],
] as const;

const parameters = z.record(z.string(), z.unknown()).optional();
const name = z.string().min(1).max(1000);
const element = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const elements = z.array(element);

/** Nested as the shape is, or flat. */
const data = takenBy(
  (value) => isNested(value, 4, { least: 0, isElement: (one) => element.safeParse(one).success }),
  z.union([elements, z.array(elements), z.array(z.array(elements)), z.array(z.array(z.array(elements)))]),
  "numbers, texts, true, false or null, in up to four dimensions",
);

export const inferRequest = z
  .object({
    id: z.string().max(200).optional(),
    parameters,
    inputs: listOf(
      z.object({
        name,
        shape: listOf(z.int().min(1), { least: 1, most: 4 }),
        datatype: z.enum(datatypes),
        parameters,
        data,
      }),
      { least: 1, most: 10_000 },
    ),
    outputs: listOf(z.object({ name, parameters }), { most: 100 }).optional(),
  })
  .meta({ id: "InferRequest" });

export type InferInput = z.infer<typeof inferRequest>["inputs"][number];

const tensor = z.object({
  name: z.string(),
  datatype: z.string(),
  shape: z.array(z.int()),
});

export const inferResponse = z
  .object({
    model_name: z.string(),
    model_version: z.string(),
    id: z.string().optional(),
    outputs: z.array(tensor.extend({ data: elements })),
  })
  .meta({ id: "InferResponse" });

export const modelMetadata = z
  .object({
    name: z.string(),
    versions: z.array(z.string()),
    platform: z.string(),
    inputs: z.array(tensor),
    outputs: z.array(tensor),
  })
  .meta({ id: "ModelMetadata" });
