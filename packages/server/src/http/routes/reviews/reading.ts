import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import { notThere } from "../../../reviews/judge.js";
import { arrivals, reviewStates } from "../../../reviews/review.js";
import { modelName } from "../../../reviews/review-schema.js";
import { queueProblems } from "../../schemas/problem.js";
import {
  countsSchema,
  cursorOf,
  cursorSchema,
  placeAfter,
  reviewSchema,
  shownReview,
} from "../../schemas/reviews.js";
import type { ReviewRouteOptions } from "../reviews.js";
import { inputHeaders, inputTypes } from "./input-type.js";

const params = z.object({ id: z.string() });
const missing = queueProblems({ 404: "There is no such review: it may have been deleted." });

/** What is in the queue. */
export function reviewReadingRoutes(app: FastifyInstance, { store }: ReviewRouteOptions): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/v1/reviews",
    {
      schema: {
        operationId: "listReviews",
        summary: "Reviews in the queue's order, a page at a time",
        tags: ["reviews"],
        querystring: z.strictObject({
          model: modelName.optional().describe("Only those of the model of this name."),
          state: z.enum(reviewStates).optional(),
          arrival: z.enum(arrivals).optional().describe("Only those that came so."),
          count: z.coerce.number().int().min(1).max(1000).default(100).describe("Most of them in a page."),
          after: cursorSchema.optional(),
        }),
        response: {
          200: z.object({
            reviews: z.array(reviewSchema),
            counts: countsSchema.describe("Of the whole queue, of all models."),
            next: z.string().optional().describe("`after` of the next page; missing on the last one."),
          }),
          ...queueProblems({ 400: "A query that is none." }),
        },
      },
    },
    async ({ query: { after, count, ...only } }) => {
      const found = await store.list({ ...only, after: placeAfter(after), count });
      const last = found.length < count ? undefined : found.at(-1);
      return {
        reviews: found.map(shownReview),
        counts: await store.counts(),
        ...(last === undefined ? {} : { next: cursorOf(last) }),
      };
    },
  );

  routes.get(
    "/v1/reviews/:id",
    {
      schema: {
        operationId: "findReview",
        summary: "A review",
        tags: ["reviews"],
        params,
        response: { 200: reviewSchema, ...missing },
      },
    },
    async ({ params: { id } }) => {
      const review = await store.find(id);
      if (review === undefined) throw notThere(id);
      return shownReview(review);
    },
  );

  const file = { schema: z.any().meta({ type: "string", format: "binary" }) };
  routes.get(
    "/v1/reviews/:id/input",
    {
      schema: {
        operationId: "reviewInput",
        summary: "The input of a review, as it came",
        tags: ["reviews"],
        params,
        response: {
          200: {
            description: "The bytes. Of types that are not listed, as application/octet-stream.",
            content: Object.fromEntries(inputTypes.map((type) => [type, file])),
          },
          ...missing,
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const [review, bytes] = await Promise.all([store.find(id), store.input(id)]);
      if (review === undefined || bytes === undefined) throw notThere(id);
      return reply.headers(inputHeaders(review)).send(Buffer.from(bytes));
    },
  );

  routes.delete(
    "/v1/reviews/:id",
    {
      schema: {
        operationId: "deleteReview",
        summary: "Deletes a review with its input and its verdicts",
        tags: ["reviews"],
        params,
        response: { 204: z.null().describe("It is deleted."), ...missing },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await store.delete(id))) throw notThere(id);
      return reply.code(204).send(null);
    },
  );
}
