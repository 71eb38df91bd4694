import { NescioError } from "@nescio/core";
import type { Failure } from "./messages.js";

/** An error as it can be sent to another thread. */
export function failureOf(error: unknown): Failure {
  if (error instanceof NescioError) {
    const { code, subject, expected, found, next } = error;
    return { facts: { code, subject, expected, found, next } };
  }
  return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error that was sent. */
export function errorOf(failure: Failure): Error {
  return "facts" in failure ? new NescioError(failure.facts) : new Error(failure.fault);
}
