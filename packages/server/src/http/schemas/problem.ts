import * as z from "zod";
import { problemType } from "../problems.js";

const problemSchema = z
  .object({
    type: z.string().describe("urn:nescio:problem:CODE, for programs to branch on"),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What went wrong, in a sentence"),
    subject: z.string().optional(),
    expected: z.string().optional(),
    found: z.string().optional(),
    next: z.string().optional(),
  })
  .meta({ id: "Problem", description: "What is told of a request that came to nothing (RFC 9457)" });

/** The part of a route's `response` that says with which statuses it tells problems, and when. */
export function problemResponses<Status extends number>(when: Readonly<Record<Status, string>>) {
  const told = Object.entries<string>(when).map(
    ([status, description]) =>
      [status, { description, content: { [problemType]: { schema: problemSchema } } }] as const,
  );
  return Object.fromEntries(told) as unknown as Record<Status, (typeof told)[number][1]>;
}

/** What they mean on most routes. */
const meanings = {
  400: "Malformed",
  401: "No token, or a wrong one",
  403: "From a place that may not",
  404: "There is no such thing",
  408: "It did not come whole in time",
  413: "Too large",
  415: "Of a kind that is not read",
  422: "What it says cannot be used",
  429: "Too many requests",
  503: "Too much to do: try again after Retry-After",
  504: "Not in time",
} as const;

/** The same of these statuses, with what they mean on most routes. */
export function problems<Status extends keyof typeof meanings>(...statuses: Status[]) {
  const when = Object.fromEntries(statuses.map((status): [Status, string] => [status, meanings[status]]));
  return problemResponses(when as Record<Status, string>);
}

/** Those of a route of the review queue, with what may befall any of these. */
export function queueProblems<Status extends number>(when: Readonly<Record<Status, string>>) {
  return {
    ...problems(401, 403, 429),
    ...problemResponses({ 503: "The queue does not answer: try again" }),
    ...problemResponses(when),
  };
}
