import type { FastifyInstance } from "fastify";
import type { Review } from "../../reviews/review.js";
import type { ReviewStore } from "../../reviews/review-store.js";
import { reviewExchangeRoutes } from "./reviews/exchange.js";
import { reviewInsightRoutes } from "./reviews/insight.js";
import { reviewReadingRoutes } from "./reviews/reading.js";
import { reviewVerdictRoutes } from "./reviews/verdicts.js";

export interface ReviewRouteOptions {
  readonly store: ReviewStore;
  /**
   * The classes of a model; undefined where it is not known any more, so that any label of its reviews is taken. Default: no
   * model is known.
   */
  readonly classesOf?: ((model: Review["model"]) => readonly string[] | undefined) | undefined;
  /** Hears of each review whose verdicts have changed, before the reviewer is answered: for the queue's order, or a training. */
  readonly judged?: ((review: Review) => void) | undefined;
}

/**
 * The review queue over HTTP, under `/v1/reviews`. Schemas are zod's: the application has its validator and its serializer
 * (fastify-type-provider-zod), and tells problems (`tellProblems`).
 */
export function reviewRoutes(app: FastifyInstance, options: ReviewRouteOptions): void {
  reviewReadingRoutes(app, options);
  reviewVerdictRoutes(app, options);
  reviewInsightRoutes(app, options);
  reviewExchangeRoutes(app, options);
}
