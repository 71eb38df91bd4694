import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import { NescioError, version } from "@nescio/core";
import type { ServedModel } from "../../models/model-registry.js";
import type { Service } from "../../service.js";
import { answerRequest } from "../answer-request.js";
import { inputTensors, uploadsOfTensors } from "../open-inference/tensors-in.js";
import { outputNames, outputTensor, outputValues } from "../open-inference/tensors-out.js";
import { HttpProblem, problemOf } from "../problem.js";
import { logProblem } from "../problems.js";
import { served } from "../served.js";
import { inferRequest, inferResponse, modelMetadata } from "../schemas/open-inference.js";

const errorSchema = z.object({ error: z.string() });
const errors = { "4xx": errorSchema, "5xx": errorSchema };
const params = z.object({ name: z.string() });
const versionParams = params.extend({ version: z.string() });
const tags = ["open inference protocol"];

/** The Open Inference Protocol, version 2, for clients that speak it: what they get is what `/v1` says. */
export async function openInferenceRoutes(parent: FastifyInstance, service: Service): Promise<void> {
  await parent.register((app, _, done) => {
    // The protocol has its own way to tell of errors.
    app.setErrorHandler((error, request, reply) => {
      const { problem, headers } = problemOf(error);
      logProblem(request.log, error);
      return reply
        .headers(headers)
        .code(problem.status)
        .type("application/json")
        .send(JSON.stringify({ error: problem.detail }));
    });
    serverRoutes(app, service);
    modelRoutes(app, service, { at: "/v2/models/:name", params, suffix: "" });
    const ofVersion = { at: "/v2/models/:name/versions/:version", params: versionParams, suffix: "Version" };
    modelRoutes(app, service, ofVersion);
    done();
  });
}

function serverRoutes(app: FastifyInstance, { isReady }: Service): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const metadata = z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) });
  typed.get(
    "/v2",
    {
      schema: {
        tags,
        operationId: "v2Server",
        summary: "The server",
        response: { 200: metadata, ...errors },
      },
    },
    () => ({ name: "nescio", version, extensions: [] }),
  );
  const live = z.object({ live: z.boolean() });
  typed.get(
    "/v2/health/live",
    {
      schema: {
        tags,
        operationId: "v2Live",
        summary: "Whether it answers",
        response: { 200: live, ...errors },
      },
    },
    () => ({ live: true }),
  );
  const ready = z.object({ ready: z.boolean() });
  typed.get(
    "/v2/health/ready",
    {
      schema: {
        tags,
        operationId: "v2Ready",
        summary: "Whether it is to be asked",
        response: { 200: ready, ...errors },
      },
    },
    () => {
      if (!isReady()) throw new HttpProblem(503, "shutting-down", "The service is shut down.");
      return { ready: true };
    },
  );
}

/** A model's routes: of whatever version is there, or of one that the client names. */
interface ModelPath {
  readonly at: string;
  readonly params: typeof params | typeof versionParams;
  /** Of the operations' names. */
  readonly suffix: string;
}

function modelRoutes(app: FastifyInstance, service: Service, { at, params, suffix }: ModelPath): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const { models } = service;
  typed.get(
    at,
    {
      schema: {
        tags,
        params,
        operationId: `v2Model${suffix}`,
        summary: "What a model takes and gives",
        response: { 200: modelMetadata, ...errors },
      },
    },
    ({ params }) => metadataOf(servedVersion(models, params)),
  );
  const ready = z.object({ name: z.string(), ready: z.boolean() });
  typed.get(
    `${at}/ready`,
    {
      schema: {
        tags,
        params,
        operationId: `v2ModelReady${suffix}`,
        summary: "Whether a model is there",
        response: { 200: ready, ...errors },
      },
    },
    ({ params }) => ({ name: servedVersion(models, params).name, ready: true }),
  );
  typed.post(
    `${at}/infer`,
    {
      schema: {
        ...{
          tags,
          params,
          operationId: `v2Infer${suffix}`,
          summary: "Answers, or says that there is none, for each input",
        },
        body: inferRequest,
        response: { 200: inferResponse, ...errors },
      },
    },
    async (request) => {
      const { body } = request;
      const model = servedVersion(models, request.params);
      const { facts } = model;
      const names =
        body.outputs?.map(({ name }) => checkOutput(name, outputNames(facts))) ?? outputNames(facts);
      const uploads = uploadsOfTensors(facts.input, body.inputs);
      if (uploads.length > service.limits.inputs) {
        throw new HttpProblem(
          413,
          "too-large",
          `Expected at most ${service.limits.inputs} inputs, got ${uploads.length}.`,
        );
      }
      const { predicted } = await answerRequest(service, request, model, uploads, { review: "policy" });
      const predictions = predicted.map(({ prediction }) => prediction);
      return {
        model_name: model.name,
        model_version: model.digest,
        ...(body.id === undefined ? {} : { id: body.id }),
        outputs: names.map((name) => ({
          ...outputTensor(name, facts, predictions.length),
          data: outputValues(name, facts, predictions),
        })),
      };
    },
  );
}

/** @throws NescioError `not-found` also for another version than the one that is there. */
function servedVersion(
  models: Service["models"],
  { name, version }: { readonly name: string; readonly version?: string },
): ServedModel {
  const model = served(models, name);
  if (version === undefined || version === model.digest) return model;
  throw new NescioError({
    code: "not-found",
    subject: `version of ${name}`,
    expected: model.digest,
    found: JSON.stringify(version.slice(0, 100)),
  });
}

function metadataOf({ name, digest, facts }: ServedModel): z.infer<typeof modelMetadata> {
  return {
    ...{ name, versions: [digest], platform: "nescio", inputs: inputTensors(facts.input) },
    outputs: outputNames(facts).map((output) => outputTensor(output, facts)),
  };
}

function checkOutput(name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  throw new NescioError({
    code: "invalid-option",
    subject: "outputs",
    expected: known.join(", "),
    found: JSON.stringify(name),
  });
}
