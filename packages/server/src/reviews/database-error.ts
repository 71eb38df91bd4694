import { NescioError, type ErrorCode } from "@nescio/core";

/** PostgreSQL's codes and the system's, by how they begin (PostgreSQL, appendix A). */
const codes: readonly (readonly [begins: string, code: ErrorCode, next: string])[] = [
  ["28", "inaccessible", "Check the user's name and the password in the database's address."],
  ["3D", "not-found", "Create the database, or name another one."],
  ["42501", "inaccessible", "Give the database's user the right to create and change tables."],
  ["53", "inaccessible", "Give the database server more room, or close what it does not need."],
  ["57P", "unavailable", "Try again when the database server is up."],
  ["08", "unavailable", "Try again when the database server is up."],
  ["E", "unavailable", "Check that the database server runs, and its address."],
];

/** What the two drivers say, without a code. */
const messages: readonly (readonly [pattern: RegExp, code: ErrorCode, next: string])[] = [
  [/malformed|not a database/, "corrupt", "Put back a copy of the folder, or name another one."],
  [/disk is full|disk I\/O/, "unavailable", "Make room on the disk."],
  [/unable to open|readonly/, "inaccessible", "Check the folder and its permissions."],
  [/terminated|timeout|Connection|connection/, "unavailable", "Try again when the database server is up."],
];

/**
 * What a database refused, in the project's words; a fault of this program as it came.
 *
 * @param subject The database, as it may be shown.
 */
export function databaseError(error: unknown, subject: string): unknown {
  if (error instanceof NescioError || !(error instanceof Error)) return error;
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
    return error;
  const given = "code" in error && typeof error.code === "string" ? error.code : "";
  const byCode = codes.find(([begins]) => given.startsWith(begins));
  const byMessage = messages.find(([pattern]) => pattern.test(error.message));
  const [, code, next] = byCode ?? byMessage ?? ["", "inaccessible", undefined];
  return new NescioError({
    code,
    subject,
    expected: "a review queue that can be read and written",
    found: wordsOf(error),
    next,
    cause: error,
  });
}

/** Node tries all addresses of a host, and tells each failure apart from an empty message. */
function wordsOf(error: Error): string {
  if (error.message !== "") return error.message;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return inner instanceof Error ? inner.message : error.name;
}
