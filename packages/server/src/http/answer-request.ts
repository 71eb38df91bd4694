import type { FastifyRequest } from "fastify";
import { NescioError } from "@nescio/core";
import type { Candidate, IntakeChoice } from "../intake/intake.js";
import type { InputFacts } from "../models/model-facts.js";
import type { ServedModel } from "../models/model-registry.js";
import type { Predicted } from "../prediction/prediction.js";
import type { Service } from "../service.js";
import type { Release } from "./admission.js";
import { onConnectionEnd } from "./connection-end.js";
import { decodeUploads } from "./decode-uploads.js";
import { HttpProblem } from "./problem.js";
import type { Upload } from "./uploads.js";

export interface AnswerOptions {
  readonly review: IntakeChoice;
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** What is said of a request's inputs, and their ids in the review queue. */
export interface Answered {
  readonly model: ServedModel;
  readonly predicted: readonly Predicted[];
  readonly reviews: readonly (string | null)[];
}

/**
 * Predicts a request's inputs, has them watched, and puts into the review queue what belongs there, before it is told of: whoever has
 * the answer can rely on it.
 */
export async function answerRequest(
  service: Service,
  request: FastifyRequest,
  model: ServedModel,
  uploads: readonly Upload[],
  options: AnswerOptions,
): Promise<Answered> {
  const { models, admission, limits, predictor, intake, watchman, metrics } = service;
  if (intake === undefined && (options.review === "refused" || options.review === "all")) {
    throw new NescioError({
      code: "invalid-option",
      subject: "review",
      expected: "policy or none, as this service has no review queue",
      found: options.review,
    });
  }
  const releases: Release[] = [admission.inputs(uploads.length)];
  const { signal, clear } = deadline(request, Math.min(options.timeoutMs ?? Infinity, limits.deadline));
  try {
    return await models.use(model, async () => {
      const decoded = await decodeUploads(uploads, limits, admission, releases);
      const audited = uploads.map(() => intake?.drawsAudit(options.review) ?? false);
      const inputs = decoded.map(({ input }) => input);
      const keep = (place: number): boolean => options.review === "all" || audited[place];
      const predicted = await predictor.predict(model.digest, inputs, { keep, signal });
      watchman.observe(model, predicted);
      metrics.predicted(model.name, predicted);
      const shape = shapeOf(model.facts.input);
      const candidates = predicted.map((one, i): Candidate => ({
        predicted: one,
        mediaType: decoded[i].mediaType,
        shape,
        bytes: () => decoded[i].bytes(),
      }));
      const reviews =
        intake === undefined
          ? predicted.map(() => null)
          : await stored(service, model, candidates, options.review, audited);
      return { model, predicted, reviews };
    });
  } finally {
    clear();
    for (const release of releases) release();
  }
}

/** Where the queue does not take what the service puts there by itself, answers go on; where it was asked for, that fails. */
async function stored(
  { intake, metrics, log }: Service,
  model: ServedModel,
  candidates: readonly Candidate[],
  choice: IntakeChoice,
  audited: readonly boolean[],
): Promise<(string | null)[]> {
  try {
    return await intake!.take(model, candidates, choice, audited);
  } catch (error) {
    log.error({ err: error }, "the review queue does not take inputs");
    metrics.lost(candidates.length);
    if (choice === "policy") return candidates.map(() => null);
    throw new HttpProblem(503, "queue-unavailable", "The review queue cannot take the inputs now.", {
      "Retry-After": "5",
    });
  }
}

/** Fires when it is too late, or nobody waits for the answer any more. */
function deadline(
  request: FastifyRequest,
  ms: number,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new HttpProblem(504, "deadline", `There was no answer within ${ms} ms.`)),
    ms,
  );
  const stay = onConnectionEnd(request.raw.socket, () =>
    controller.abort(new HttpProblem(499, "left", "The client has gone.")),
  );
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      stay();
    },
  };
}

function shapeOf(input: InputFacts): number[] {
  switch (input.kind) {
    case "images":
      return [input.height, input.width, input.channels];
    case "rows":
      return [input.columns.length];
    case "numbers":
      return [input.count];
  }
}
