import type { MultipartFile } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import type * as z from "zod";
import { NescioError } from "@nescio/core";
import type { Limits } from "../limits.js";
import { HttpProblem } from "./problem.js";
import type { jsonInput, predictBody } from "./schemas/prediction.js";

/** An input as it came. */
export type Upload =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "values"; readonly values: readonly number[] }
  | { readonly kind: "row"; readonly cells: Readonly<Record<string, string | number | boolean | null>> };

/** The inputs of a request: files of a form, one file as the body, or JSON. */
export async function uploadsOf(request: FastifyRequest, limits: Limits): Promise<Upload[]> {
  const uploads = await readUploads(request, limits);
  if (uploads.length === 0) {
    throw new NescioError({
      code: "invalid-data",
      subject: "inputs",
      expected: "at least one file",
      found: "a form without any",
      next: "Send pictures as files of the form: curl -F image=@digit.png …",
    });
  }
  if (uploads.length > limits.inputs) {
    throw new HttpProblem(
      413,
      "too-large",
      `Expected at most ${limits.inputs} inputs, got ${uploads.length}.`,
    );
  }
  for (const [i, upload] of uploads.entries()) {
    if (upload.kind === "file" && upload.bytes.length > limits.fileBytes) {
      const detail = `inputs[${i}]: expected a file of at most ${limits.fileBytes} bytes, got ${upload.bytes.length}.`;
      throw new HttpProblem(413, "too-large", detail);
    }
  }
  return uploads;
}

async function readUploads(request: FastifyRequest, limits: Limits): Promise<Upload[]> {
  if (request.isMultipart()) return formUploads(request, limits);
  const { body } = request;
  if (Buffer.isBuffer(body)) return [{ kind: "file", bytes: body }];
  if (body === undefined || body === null) {
    const detail =
      "Expected files of a form, a picture as the body, or JSON, with its Content-Type; got no body.";
    throw new HttpProblem(415, "no-body", detail);
  }
  return (body as z.infer<typeof predictBody>).inputs.map(jsonUpload);
}

async function formUploads(request: FastifyRequest, limits: Limits): Promise<Upload[]> {
  const uploads: Upload[] = [];
  let total = 0;
  try {
    for await (const part of request.files()) {
      const bytes = await fileOf(part, limits.bodyBytes - total);
      total += bytes.length;
      uploads.push({ kind: "file", bytes });
    }
  } catch (error) {
    // The parser's errors of what is no form say no status.
    if (error instanceof HttpProblem || (error instanceof Error && "statusCode" in error)) throw error;
    const detail = `The form cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
    throw new HttpProblem(400, "malformed-form", detail);
  }
  return uploads;
}

async function fileOf(part: MultipartFile, left: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > left) throw new HttpProblem(413, "too-large", "The files of the form are too large together.");
    chunks.push(chunk);
  }
  if (part.file.truncated) throw new HttpProblem(413, "too-large", "A file of the form is too large.");
  return Buffer.concat(chunks, size);
}

function jsonUpload(input: z.infer<typeof jsonInput>): Upload {
  if (Array.isArray(input))
    return { kind: "values", values: (input as number[][][]).flat<number[][][], 2>(2) };
  if ("image" in input) return { kind: "file", bytes: Buffer.from(input.image, "base64") };
  return { kind: "row", cells: input.row };
}
