import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import type { Metrics } from "../../metrics.js";
import { problems } from "../schemas/problem.js";

/** `/metrics`, for Prometheus; counts requests. */
export function metricsRoutes(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    metrics.request(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  app.withTypeProvider<ZodTypeProvider>().get(
    "/metrics",
    {
      schema: {
        ...{
          operationId: "metrics",
          tags: ["service"],
          summary: "The service's figures, in Prometheus' text form",
        },
        response: { 200: { content: { "text/plain": { schema: z.string() } } }, ...problems(401, 403, 429) },
      },
      serializerCompiler: () => String,
    },
    async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );
}
