import { NescioError, type ErrorCode } from "@nescio/core";
import { checked, z } from "@nescio/core/internal";
import { readRecords, recordToJson, type ReviewRecord } from "@nescio/server";
import type { Queue } from "./queue.js";

export function isServiceAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

/** What of a page is needed here; a later service may say more. */
const pageSchema = z.looseObject({
  reviews: z.array(
    z.looseObject({
      id: z.string(),
      createdAt: z.number(),
      score: z.number(),
      model: z.looseObject({ name: z.string(), digest: z.string() }),
      arrival: z.enum(["refused", "ambiguous", "asked", "audit"]),
      state: z.enum(["waiting", "claimed", "labelled", "skipped"]),
      verdicts: z.array(
        z.looseObject({ reviewer: z.string(), label: z.string().nullable(), at: z.number() }),
      ),
      decision: z.json(),
    }),
  ),
  next: z.string().optional(),
});

const addedSchema = z.looseObject({ reviews: z.number(), verdicts: z.number() });

/** A problem of RFC 9457 with the facts of a `NescioError`. */
const problemSchema = z.looseObject({ title: z.string().optional(), detail: z.string().optional() });

/** By the status; of all else nothing is known but that it was refused. */
const codes: Readonly<Record<number, ErrorCode>> = {
  400: "invalid-option",
  401: "inaccessible",
  403: "inaccessible",
  404: "not-found",
  409: "unmet",
  413: "invalid-data",
  415: "invalid-data",
  422: "invalid-data",
};

/**
 * The queue of a service that runs, over HTTP. The token of NESCIO_TOKEN, where there is one, is sent to that address alone:
 * redirects are not followed.
 */
export function serviceQueue(address: string, signal: AbortSignal): Queue {
  const base = baseOf(address);
  const subject = `the service ${base}`;

  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const token = process.env.NESCIO_TOKEN;
    const headers = new Headers(init.headers);
    if (token !== undefined && token !== "") headers.set("authorization", `Bearer ${token}`);
    let response: Response;
    try {
      response = await fetch(`${base}${path}`, { ...init, headers, signal, redirect: "error" });
    } catch (error) {
      throw unanswered(error);
    }
    if (response.ok) return response;
    throw await refused(response, subject, token !== undefined && token !== "");
  };
  const unanswered = (error: unknown): unknown => {
    if (!(error instanceof Error) || error.name === "AbortError" || error instanceof NescioError)
      return error;
    const { cause } = error;
    return new NescioError({
      code: "unavailable",
      subject,
      expected: "an answer",
      found: cause instanceof Error ? cause.message || error.message : error.message,
      next: "Does it run there? `nescio reviews` takes the address up to, and without, /v1.",
      cause: error,
    });
  };
  const json = async (response: Response): Promise<unknown> => {
    try {
      return await response.json();
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") throw error;
      const found = error instanceof Error ? error.message : String(error);
      throw new NescioError({ code: "invalid-data", subject, expected: "JSON", found, cause: error });
    }
  };
  const bytes = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      throw unanswered(error);
    }
  };

  return {
    address: base,
    async *list(state) {
      let after: string | undefined;
      do {
        const query = new URLSearchParams({ count: "500" });
        if (state !== undefined) query.set("state", state);
        if (after !== undefined) query.set("after", after);
        const page = checked(pageSchema, await json(await ask(`/v1/reviews?${query.toString()}`)), (path) =>
          path === "" ? `${subject}, its answer` : `${subject}, its answer, ${path}`,
        );
        if (page.reviews.length > 0) yield page.reviews;
        after = page.next;
      } while (after !== undefined);
    },
    async *export() {
      const { body } = await ask("/v1/reviews/export", { headers: { accept: linesType } });
      if (body !== null) yield* readRecords(bytes(body), `${subject}, its export`);
    },
    async import(records) {
      const body = records.map(lineOf).join("");
      const response = await ask("/v1/reviews/import", {
        method: "POST",
        headers: { "content-type": linesType },
        body,
      });
      return checked(addedSchema, await json(response), () => `${subject}, its answer`);
    },
    close: () => Promise.resolve(),
  };
}

const linesType = "application/x-ndjson";

/** A review as a line of an export. */
export function lineOf(record: ReviewRecord): string {
  return `${JSON.stringify(recordToJson(record))}\n`;
}

/** @throws NescioError `invalid-option` for an address that is none, or has a name and a password in it. */
function baseOf(address: string): string {
  const wrong = (found: string): NescioError =>
    new NescioError({
      code: "invalid-option",
      subject: "--queue",
      expected: "the address of a service, as https://review.example.org",
      found,
      next: "A token goes into the environment variable NESCIO_TOKEN.",
    });
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw wrong("one that cannot be read");
  }
  if (url.username !== "" || url.password !== "") throw wrong("one with a name or a password in it");
  if (url.search !== "" || url.hash !== "") throw wrong("one with a query");
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

async function refused(response: Response, subject: string, hadToken: boolean): Promise<NescioError> {
  const { status, statusText } = response;
  let told: string | undefined;
  try {
    const problem = problemSchema.safeParse(JSON.parse((await response.text()).slice(0, 100_000)));
    told = problem.success ? (problem.data.detail ?? problem.data.title) : undefined;
  } catch {
    // No problem that it tells in a way we know: the status says what there is to say.
  }
  const next =
    status === 401 || status === 403
      ? hadToken
        ? "Is the token in NESCIO_TOKEN one of the service, and does it allow this?"
        : "Put the service's token into the environment variable NESCIO_TOKEN."
      : undefined;
  return new NescioError({
    code: codes[status] ?? (status >= 500 ? "unavailable" : "unsupported"),
    subject,
    expected: "to do it",
    found: [`HTTP ${status}`, statusText, told].filter(Boolean).join(" "),
    next,
  });
}
