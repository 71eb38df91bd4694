import { expect } from "vitest";
import { NescioError, type ErrorCode } from "../../packages/core/src/errors.js";

/** What is thrown, which must be a NescioError of this code whose message has all the parts. */
export async function expectNescioError(
  run: () => unknown,
  code: ErrorCode,
  ...parts: readonly string[]
): Promise<NescioError> {
  let thrown: unknown;
  try {
    await run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(NescioError);
  const error = thrown as NescioError;
  expect({ code: error.code, message: error.message }).toEqual({ code, message: error.message });
  for (const part of parts) expect(error.message).toContain(part);
  return error;
}
