import type { FastifyBaseLogger } from "fastify";
import type { Limits } from "./limits.js";
import type { Admission } from "./http/admission.js";
import type { Intake } from "./intake/intake.js";
import type { QueueOrder } from "./intake/queue-order.js";
import type { Metrics } from "./metrics.js";
import type { ModelRegistry } from "./models/model-registry.js";
import type { Predictor } from "./prediction/predictor.js";
import type { ReviewStore } from "./reviews/review-store.js";
import type { Watchman } from "./watch/watchman.js";

/** What a service is made of, as its routes use it. */
export interface Service {
  readonly limits: Limits;
  readonly models: ModelRegistry;
  readonly predictor: Predictor;
  readonly admission: Admission;
  readonly watchman: Watchman;
  readonly metrics: Metrics;
  /** undefined: there is no review queue. */
  readonly store: ReviewStore | undefined;
  readonly intake: Intake | undefined;
  readonly order: QueueOrder | undefined;
  readonly log: FastifyBaseLogger;
  /** Whether it is to be asked anything: not while it is shut down. */
  readonly isReady: () => boolean;
}
