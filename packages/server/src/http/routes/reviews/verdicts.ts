import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import { NescioError } from "@nescio/core";
import { notThere } from "../../../reviews/judge.js";
import type { Review } from "../../../reviews/review.js";
import { ReviewConflict } from "../../../reviews/review-conflict.js";
import { label, reviewer } from "../../../reviews/review-schema.js";
import { conflict } from "../../problem.js";
import { queueProblems } from "../../schemas/problem.js";
import { claimedReview, reviewSchema, shownReview } from "../../schemas/reviews.js";
import type { ReviewRouteOptions } from "../reviews.js";

const params = z.object({ id: z.string() });
const replace = z
  .boolean()
  .default(false)
  .describe("Whether it may take the place of the reviewer's verdict before.");
const leaseSeconds = z.int().min(1).max(86_400).default(600).describe("How long it is the reviewer's.");

const noBody = { 400: "A body that is none." };
const malformed = queueProblems(noBody);
const refused = queueProblems({
  ...noBody,
  404: "There is no such review: it may have been deleted.",
  409: "Another reviewer has it, or the reviewer has given another verdict before.",
});

/** What reviewers do. */
export function reviewVerdictRoutes(
  app: FastifyInstance,
  { store, classesOf, judged }: ReviewRouteOptions,
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/v1/reviews/claim",
    {
      schema: {
        operationId: "claimReviews",
        summary: "Hands the next reviews to a reviewer, and to nobody else until the lease ends",
        tags: ["reviews"],
        body: z.strictObject({
          reviewer,
          count: z.int().min(1).max(100).default(1),
          leaseSeconds,
          again: z
            .boolean()
            .default(false)
            .describe("Also those that the reviewer has already, whose leases begin anew."),
        }),
        response: {
          200: z.object({
            reviews: z
              .array(reviewSchema)
              .describe("As many as there are, without what other reviewers have said of them."),
          }),
          ...malformed,
        },
      },
    },
    async ({ body }) => {
      const lease = body.leaseSeconds * 1000;
      const reviews = await store.claim(body.reviewer, { count: body.count, lease, again: body.again });
      return { reviews: reviews.map((review) => claimedReview(review, body.reviewer)) };
    },
  );

  routes.post(
    "/v1/reviews/:id/label",
    {
      schema: {
        operationId: "labelReview",
        summary: "Keeps a reviewer's label; the same one again changes nothing",
        tags: ["reviews"],
        params,
        body: z.strictObject({ reviewer, label: label.describe("The class's name."), replace }),
        response: {
          200: reviewSchema,
          ...refused,
          ...queueProblems({ ...noBody, 422: "The label is none of the classes of the review's model." }),
        },
      },
    },
    async ({ params: { id }, body }) => {
      const review = await store.find(id);
      if (review === undefined) throw notThere(id);
      checkClass(body.label, review, classesOf?.(review.model));
      return kept(store.label(id, body.reviewer, body.label, body));
    },
  );

  routes.post(
    "/v1/reviews/:id/skip",
    {
      schema: {
        operationId: "skipReview",
        summary: "Keeps that a reviewer cannot tell",
        tags: ["reviews"],
        params,
        body: z.strictObject({ reviewer, replace }),
        response: { 200: reviewSchema, ...refused },
      },
    },
    async ({ params: { id }, body }) => kept(store.skip(id, body.reviewer, body)),
  );

  routes.post(
    "/v1/reviews/undo",
    {
      schema: {
        operationId: "undoVerdict",
        summary: "Takes a reviewer's last verdict back, and hands the review out to them again",
        tags: ["reviews"],
        body: z.strictObject({ reviewer, leaseSeconds }),
        response: {
          200: reviewSchema.describe("The review, whose verdict is taken back."),
          204: z.null().describe("The reviewer has given no verdict."),
          ...malformed,
        },
      },
    },
    async ({ body }, reply) => {
      const review = await store.undo(body.reviewer, { lease: body.leaseSeconds * 1000 });
      if (review === undefined) return reply.code(204).send(null);
      judged?.(review);
      return reply.code(200).send(claimedReview(review, body.reviewer));
    },
  );

  async function kept(judgement: Promise<Review>) {
    try {
      const review = await judgement;
      judged?.(review);
      return shownReview(review);
    } catch (error) {
      throw error instanceof ReviewConflict ? conflict(error.message) : error;
    }
  }
}

function checkClass(given: string, { model }: Review, classes: readonly string[] | undefined): void {
  if (classes === undefined || classes.includes(given)) return;
  throw new NescioError({
    code: "invalid-data",
    subject: "label",
    expected: `a class of the model "${model.name}"`,
    found: JSON.stringify(given),
    next: "Skip what is of no class.",
  });
}
