import { clip, printable } from "./printable.js";

/**
 * What went wrong, as a word that programs can branch on. `unavailable`: nothing on the network delivers it;
 * `inaccessible`: the system does not let us read or write it; `unmet`: all is well, but what was asked for cannot be promised.
 */
export type ErrorCode =
  | "invalid-option"
  | "invalid-data"
  | "invalid-network"
  | "invalid-model"
  | "invalid-program"
  | "corrupt"
  | "not-found"
  | "unavailable"
  | "inaccessible"
  | "unsupported"
  | "diverged"
  | "unmet"
  | "aborted";

/** The facts of an error: enough for a terminal, an HTTP body or a form to show the same thing. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  /** What the error is about: a file, an option, a tensor, a mirror. */
  readonly subject: string;
  /** What would have been right, worded to follow "expected". */
  readonly expected: string;
  /** What came instead, worded to follow "got". */
  readonly found: string;
  /** The next step for whoever reads this. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

const exitCodes: Record<ErrorCode, number> = {
  "invalid-option": 2,
  "invalid-data": 3,
  "invalid-network": 3,
  "invalid-model": 3,
  "invalid-program": 3,
  corrupt: 3,
  "not-found": 4,
  unavailable: 5,
  inaccessible: 8,
  unsupported: 6,
  diverged: 7,
  unmet: 9,
  aborted: 130,
};

const httpStatuses: Record<ErrorCode, number> = {
  "invalid-option": 400,
  "invalid-data": 422,
  "invalid-network": 422,
  "invalid-model": 422,
  "invalid-program": 422,
  corrupt: 422,
  "not-found": 404,
  unavailable: 503,
  inaccessible: 500,
  unsupported: 501,
  diverged: 500,
  unmet: 422,
  aborted: 499,
};

/**
 * The one error type of the project. Its message reads "subject: expected …, got …. Next step."
 * and every part of it is a field, so that each surface renders the same facts in its own way. The message has at most
 * 2,000 bytes and no control characters; the fields are as they were given.
 */
export class NescioError extends Error {
  override readonly name = "NescioError";
  readonly code: ErrorCode;
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly next: string | undefined;

  constructor(facts: ErrorFacts) {
    const next = facts.next === undefined ? "" : ` ${shown(facts.next, 400)}`;
    const [subject, expected, found] = [
      shown(facts.subject, 300),
      shown(facts.expected, 500),
      shown(facts.found, 700),
    ];
    super(
      `${subject}: expected ${expected}, got ${found}.${next}`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.code = facts.code;
    this.subject = facts.subject;
    this.expected = facts.expected;
    this.found = facts.found;
    this.next = facts.next;
  }

  /** The process exit status that belongs to this error. */
  get exitCode(): number {
    return exitCodes[this.code];
  }

  /** The HTTP status that belongs to this error. */
  get httpStatus(): number {
    return httpStatuses[this.code];
  }

  toJSON(): Omit<ErrorFacts, "cause"> & { message: string } {
    const { code, subject, expected, found, message } = this;
    return {
      code,
      subject,
      expected,
      found,
      message,
      ...(this.next === undefined ? {} : { next: this.next }),
    };
  }
}

/** Much of a message may come from a file: it is shown, not acted upon, and of each part no more than one would read. */
function shown(text: string, bytes: number): string {
  return clip(printable(text), bytes);
}

/** Throws an `aborted` error if the signal has fired; `what` names the work that was stopped. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) {
    throw new NescioError({
      code: "aborted",
      subject: what,
      expected: "to run to its end",
      found: "a request to stop",
      cause: signal.reason,
    });
  }
}

/**
 * The work's end, or the signal's `aborted` error as soon as it fires; the work, which nothing can stop, is then left to
 * itself.
 */
export async function orAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  what: string,
): Promise<T> {
  if (signal === undefined) return work;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      try {
        throwIfAborted(signal, what);
      } catch (error) {
        if (error instanceof Error) reject(error);
      }
    };
    signal.addEventListener("abort", stop);
    stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop!);
  }
}
