import { NescioError } from "@nescio/core";
import { PassedError } from "../client/problems-pass.js";
import type { Problem } from "../state/problem.js";

/** Of any error, what the page tells. */
export function problemOf(error: unknown): Problem {
  if (error instanceof NescioError) return { code: error.code, message: error.message };
  // A worker that asks another one passes on what that says.
  if (error instanceof PassedError) return error.problem;
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}
