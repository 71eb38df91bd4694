import * as z from "zod";
import { NescioError } from "../errors.js";
import type { StoredTensor } from "../prediction/posterior.js";
import { parseStrictJson } from "./strict-json.js";

export const namesTensor = "rows.names";

/** The names of training rows as a tensor: bytes of a JSON list, which a header would have no room for. */
export function encodeNames(names: readonly string[]): StoredTensor {
  const data = new TextEncoder().encode(JSON.stringify(names));
  return { dtype: "U8", shape: [data.length], data };
}

/** What `encodeNames` wrote. Throws `invalid-model` for anything else. */
export function decodeNames({ dtype, data }: StoredTensor, count: number): readonly string[] {
  const schema = z.array(z.string()).length(count);
  if (!(data instanceof Uint8Array)) throw invalid("dtype U8", `"${dtype}"`);
  const names = schema.safeParse(parsed(data));
  if (names.success) return names.data;
  throw invalid(`${count} names, as JSON`, "something else");
}

function parsed(data: Uint8Array): unknown {
  try {
    return parseStrictJson(new TextDecoder().decode(data));
  } catch (cause) {
    throw invalid("JSON", cause instanceof Error ? cause.message : String(cause));
  }
}

function invalid(expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-model", subject: `tensor "${namesTensor}"`, expected, found });
}
