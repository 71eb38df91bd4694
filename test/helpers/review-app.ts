import swagger from "@fastify/swagger";
import Fastify, { type FastifyInstance } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Json } from "@nescio/core";
import { tellProblems } from "../../packages/server/src/http/problems.js";
import { reviewRoutes, type ReviewRouteOptions } from "../../packages/server/src/http/routes/reviews.js";

/** An application of the review queue alone. */
export async function reviewApp(options: ReviewRouteOptions): Promise<FastifyInstance> {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  tellProblems(app);
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "reviews", version: "1" } },
    transform: jsonSchemaTransform,
  });
  await app.register((scope, _, done) => {
    reviewRoutes(scope, options);
    done();
  });
  return app;
}

/** What the service stores of an input that it refused, for two classes or more. */
export function aDecision(probabilities: Readonly<Record<string, number>>): Record<string, Json> {
  return {
    decision: "ambiguous",
    refused: true,
    labels: [],
    reason: "No class has a median probability over 0.5.",
    probabilities: { ...probabilities },
    quantiles: { ...probabilities },
    uncertainty: { entropy: 0.6, expectedEntropy: 0.5, mutualInformation: 0.1 },
    familiarity: 0.25,
    set: Object.keys(probabilities),
    nearest: [3, 1],
    hints: [],
    model: { name: "mnist", digest: "ab".repeat(32) },
  };
}
