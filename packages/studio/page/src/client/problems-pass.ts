import { transferHandlers } from "comlink";
import type { Problem } from "../state/problem.js";

/** An error that came out of a worker, with the code that it had there. */
export class PassedError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** What comlink hands a "throw" handler: a value that was thrown, wrapped. */
interface Thrown {
  readonly value: unknown;
}

/**
 * Errors pass between page and worker with their code; comlink by itself would keep the message only. Both ends call this.
 *
 * @param problemOf What is told of an error, on the side that throws.
 */
export function passProblems(problemOf: (error: unknown) => Problem): void {
  const handler = transferHandlers.get("throw")!;
  transferHandlers.set("throw", {
    canHandle: (value): value is Thrown => handler.canHandle(value),
    serialize: (thrown: Thrown) => [problemOf(thrown.value), []],
    deserialize: (problem: Problem) => {
      throw new PassedError(problem);
    },
  });
}

/** Of any error that reaches the page. */
export function problemOfPassed(error: unknown): Problem {
  if (error instanceof PassedError) return error.problem;
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}
