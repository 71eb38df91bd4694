import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import { NescioError } from "@nescio/core";
import type { ModelRegistry, ServedModel } from "../../models/model-registry.js";
import { modelSchema } from "../schemas/models.js";
import { problems } from "../schemas/problem.js";
import { served } from "../served.js";

/** `GET /v1/models` and `GET /v1/models/NAME`. */
export function modelRoutes(app: FastifyInstance, models: ModelRegistry): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get(
    "/v1/models",
    {
      schema: {
        ...{ operationId: "listModels", tags: ["models"], summary: "The models that are served" },
        response: { 200: z.object({ models: z.array(modelSchema) }), ...problems(401, 403, 429) },
      },
    },
    () => ({ models: models.list().map(({ model, problem }) => told(model, problem)) }),
  );
  typed.get(
    "/v1/models/:name",
    {
      schema: {
        ...{ operationId: "getModel", tags: ["models"], summary: "One of them" },
        params: z.object({ name: z.string() }),
        response: { 200: modelSchema, ...problems(401, 403, 404, 429) },
      },
    },
    ({ params: { name } }) => {
      const model = served(models, name);
      return told(model, models.list().find((each) => each.model === model)?.problem);
    },
  );
}

function told(
  { name, digest, loadedAt, facts }: ServedModel,
  problem: Error | undefined,
): z.input<typeof modelSchema> {
  const { heldOutScores: _, network: __, training: ___, sharesNetworks: ____, ...rest } = facts;
  const known = {
    name,
    digest,
    loadedAt,
    ...rest,
    problem: problem === undefined ? null : problemText(problem),
  };
  return known as unknown as z.input<typeof modelSchema>;
}

/** Without the path, which is the service's own business. */
function problemText(problem: Error): string {
  if (problem instanceof NescioError) return `expected ${problem.expected}, got ${problem.found}`;
  return "its file could not be loaded";
}
