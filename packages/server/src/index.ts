/** The service, and the queue of what somebody is to decide. */
export { startService, type RunningService } from "./start-service.js";
export type { ServiceOptions } from "./service-options.js";
export type { StudioPage } from "./http/routes/page.js";
export { limits, type Limit, type LimitName, type Limits } from "./limits.js";
export type { ModelEntry, Reload, ServedModel } from "./models/model-registry.js";
export { readRows } from "./prediction/read-inputs.js";
export type { InputFacts, ModelFacts } from "./models/model-facts.js";

export { openReviewStore, type ReviewStore, type StoreOptions } from "./reviews/review-store.js";
export { isReviewFolder } from "./reviews/databases/embedded.js";
export { newReviewId, timeOfReviewId } from "./reviews/review-id.js";
export { recordFromJson, recordToJson } from "./reviews/exchange.js";
export { readRecords } from "./reviews/record-lines.js";
export { defaultReviewFolder } from "./reviews/default-folder.js";
export { settledLabel } from "./reviews/settled-label.js";
export { trafficSample, type TrafficSample } from "./reviews/traffic-sample.js";
export type { ClaimOptions } from "./reviews/claim.js";
export type { ListOptions } from "./reviews/read.js";
export type { Retention } from "./reviews/retention.js";
export type { Arrival, NewReview, Review, ReviewRecord, ReviewState, Verdict } from "./reviews/review.js";
