import * as z from "zod";
import { isReviewId } from "../../reviews/review-id.js";
import { arrivals, reviewStates, type Review } from "../../reviews/review.js";
import { decisionFields, readDecision } from "./stored-decision.js";

const time = z.number().describe("Milliseconds since 1970.");

const verdictSchema = z.object({
  reviewer: z.string(),
  label: z.string().nullable().describe("The class's name; null: skipped."),
  at: time,
});

/** A review as it is sent, without its input and its features. */
export const reviewSchema = z
  .object({
    id: z.string(),
    createdAt: time,
    model: z.object({ name: z.string(), digest: z.string().describe("SHA-256 of the model's file, hex.") }),
    arrival: z.enum(arrivals),
    auditRate: z.number().nullable().describe("With which probability an audited input was drawn."),
    input: z.object({
      mediaType: z.string(),
      shape: z.array(z.number()).describe("[height, width, channels] or [columns]."),
    }),
    decision: z.looseObject(decisionFields).describe("What the network said of the input."),
    mutualInformation: z.number().describe("Between the label and the weights, in nats."),
    familiarity: z.number().nullable().describe("The familiarity's p-value."),
    score: z
      .number()
      .describe(
        "The queue's order, the highest first: what a label tells, in nats; 1,000,000 of what is in the random sample of the traffic.",
      ),
    labelsWanted: z.number().describe("How many reviewers are to label it."),
    state: z.enum(reviewStates),
    claim: z.object({ reviewer: z.string(), until: time }).nullable(),
    verdicts: z.array(verdictSchema).describe("In the order in which they were given."),
  })
  .meta({ id: "Review" });

export const countsSchema = z.object({
  waiting: z.number(),
  claimed: z.number(),
  labelled: z.number(),
  skipped: z.number(),
});

export type ShownReview = z.infer<typeof reviewSchema>;

export function shownReview({ features: _, ...review }: Review): ShownReview {
  const { mediaType, shape } = review.input;
  return {
    ...review,
    input: { mediaType, shape: [...shape] },
    decision: readDecision(review.decision),
    verdicts: [...review.verdicts],
  };
}

/**
 * A claimed review as its reviewer gets it: without what others have said of it, so that two labels of it are of two who did
 * not know of each other.
 */
export function claimedReview(review: Review, reviewer: string): ShownReview {
  const own = review.verdicts.filter((verdict) => verdict.reviewer === reviewer);
  return shownReview({ ...review, verdicts: own });
}

type Place = Pick<Review, "id" | "score">;

/** A review's place in the queue as a text that a client sends back for the next page. */
export function cursorOf({ id, score }: Place): string {
  return `${score}:${id}`;
}

function placeOf(cursor: string): Place | undefined {
  const parts = /^(-?[\d.]+(?:e[+-]?\d+)?):(.{36})$/.exec(cursor);
  if (parts === null) return undefined;
  const [score, id] = [Number(parts[1]), parts[2]];
  return Number.isFinite(score) && isReviewId(id) ? { score, id } : undefined;
}

/** A cursor in a query. */
export const cursorSchema = z
  .string()
  .max(100)
  .refine((text) => placeOf(text) !== undefined, '"next" of the page before')
  .describe("`next` of the page before.");

export function placeAfter(cursor: string | undefined): Place | undefined {
  return cursor === undefined ? undefined : placeOf(cursor);
}
