import { STATUS_CODES } from "node:http";
import { NescioError } from "@nescio/core";

/** What is told of a request that came to nothing (RFC 9457), as `application/problem+json`. */
export interface Problem {
  /** `urn:nescio:problem:CODE`, for programs to branch on. */
  readonly type: string;
  /** The status in words. */
  readonly title: string;
  readonly status: number;
  /** What went wrong, in a sentence. */
  readonly detail: string;
  /** The parts of the sentence, where it is about the request's contents. */
  readonly subject?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly next?: string;
}

/** A request that cannot be served, for reasons of HTTP and not of its contents. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";

  /**
   * @param code The end of the problem's type: `queue-full`.
   * @param headers Sent along: `Retry-After`.
   */
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** What somebody asks to be changed is no longer as they think. */
export function conflict(detail: string): HttpProblem {
  return new HttpProblem(409, "conflict", detail);
}

export function problem(status: number, code: string, detail: string): Problem {
  return { type: `urn:nescio:problem:${code}`, title: STATUS_CODES[status] ?? "Error", status, detail };
}

/** What nobody outside is told more of: it names files and addresses of the service's machine. */
const internal = problem(
  500,
  "internal",
  "The service could not do this. Its log says why, under the request's id.",
);

/** What is told of an error, and which headers go with it. */
export function problemOf(error: unknown): {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
} {
  if (error instanceof HttpProblem) {
    return { problem: problem(error.status, error.code, error.message), headers: error.headers };
  }
  if (error instanceof NescioError) return { problem: ofNescioError(error), headers: {} };
  return { problem: ofFastify(error), headers: {} };
}

function ofNescioError(error: NescioError): Problem {
  const { httpStatus: status, code, message } = error;
  // 501: the service's machine or model cannot do it; all else above is nobody's business outside.
  if (status >= 500 && status !== 501) {
    return status === 503
      ? problem(503, code, "Something that the service needs does not answer.")
      : internal;
  }
  const { subject, expected, found, next } = error.toJSON();
  return {
    ...problem(status, code, message),
    subject,
    expected,
    found,
    ...(next === undefined ? {} : { next }),
  };
}

/** What Fastify and its plugins say in less than a sentence, by their codes. */
const sentences: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE:
    "Expected a Content-Type that is taken here: application/json; of pictures, where they are, image/… or the files of a form, multipart/form-data.",
  FST_PARTS_LIMIT: "The form has too many parts.",
  FST_FILES_LIMIT: "The form has too many files.",
  FST_FIELDS_LIMIT: "The form has too many fields that are no files.",
};

/** Fastify's errors, and those of its plugins, say their status; those of a schema, which part is wrong. */
function ofFastify(error: unknown): Problem {
  if (!(error instanceof Error)) return internal;
  const { statusCode = 500, code = "" } = error as { statusCode?: number; code?: string };
  if (statusCode < 400 || statusCode >= 500) return internal;
  const name = code
    .replace(/^FST_(ERR_)?/, "")
    .toLowerCase()
    .replaceAll("_", "-");
  return problem(statusCode, name || "request", sentences[code] ?? error.message);
}
