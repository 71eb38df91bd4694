import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import type { Service } from "../../service.js";
import { HttpProblem } from "../problem.js";
import { problems } from "../schemas/problem.js";

const status = z.object({ status: z.literal("ok") });

/** `/healthz`: the process answers. `/readyz`: it is to be asked. */
export function healthRoutes(
  app: FastifyInstance,
  { isReady, store }: Pick<Service, "isReady" | "store">,
): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const about = (operationId: string, summary: string) => ({ operationId, summary, tags: ["service"] });
  typed.get(
    "/healthz",
    { schema: { ...about("health", "Whether the process answers"), response: { 200: status } } },
    () => ({ status: "ok" as const }),
  );
  typed.get(
    "/readyz",
    {
      schema: {
        ...about(
          "ready",
          "Whether it is to be asked: models are loaded, the database answers, and it is not shut down",
        ),
        response: { 200: status, ...problems(503) },
      },
    },
    async () => {
      if (!isReady()) throw new HttpProblem(503, "shutting-down", "The service is shut down.");
      // What does not answer is a problem by itself.
      await store?.setting("ready");
      return { status: "ok" as const };
    },
  );
}
