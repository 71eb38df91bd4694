import { NescioError } from "@nescio/core";

/** Whether the error came from the operating system (`ENOENT`, `EACCES`, …) rather than from this program. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** Whether the system said that nothing is at the path. */
export function isMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** What was to be done with a path. */
interface Attempt {
  readonly subject: string;
  readonly expected: string;
  /** What is found where nothing is at the path, which then is `not-found`. Default: the system's words, `inaccessible`. */
  readonly missing?: string | undefined;
  readonly next?: string | undefined;
}

/** What the system, or Node, refused, in the project's words; any other error as it came. */
export function refusal(error: unknown, { subject, expected, missing, next }: Attempt): unknown {
  if (error instanceof NescioError || !(error instanceof Error) || !("code" in error)) return error;
  const notFound = missing !== undefined && isMissing(error);
  return new NescioError({
    code: notFound ? "not-found" : "inaccessible",
    subject,
    expected,
    found: notFound ? missing : error.code === "EISDIR" ? "a folder" : error.message,
    next,
    cause: error,
  });
}
