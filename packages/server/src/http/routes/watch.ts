import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import type { Service } from "../../service.js";
import { problems } from "../schemas/problem.js";

/** The same without `readonly`. */
type Told = z.input<typeof watchResponse>;

const count = z.int();

const watchResponse = z
  .object({
    models: z.array(
      z.object({
        name: z.string(),
        digest: z.string(),
        since: z.number().describe("Milliseconds since 1970"),
        counts: z.object({ answered: count, refused: z.record(z.string(), count).describe("By reason") }),
        drift: z
          .object({
            count: count.describe("Inputs whose familiarity was looked at"),
            logCapital: z
              .number()
              .describe("ln of what was won by betting that the traffic is not as the calibration was"),
            logHighest: z.number(),
            alarmAt: z
              .number()
              .describe("The capital A of an alarm: false with a probability of at most 1/A, over all time"),
            alarm: count.nullable().describe("At which input it was raised; null: it was not"),
            history: z.array(z.tuple([z.number(), z.number()])).describe("[count, logCapital]"),
          })
          .nullable()
          .describe("null: the model does not know how familiar inputs are"),
        audit: z
          .object({
            labelled: count.describe("Answers of the audit slice that were decided"),
            errors: z.number().describe("How many of them were wrong, or could not be told to be right"),
            bound: z
              .number()
              .nullable()
              .describe("No larger share of the answers is wrong, at all times together"),
            confidence: z.number(),
            contract: z.number().nullable().describe("The largest share that the model's contract allows"),
          })
          .nullable(),
      }),
    ),
    queue: z
      .object({ waiting: count, claimed: count, labelled: count, skipped: count })
      .nullable()
      .describe("The review queue; null: there is none"),
  })
  .meta({ id: "Watch" });

/** `GET /v1/watch`: what the watchman knows. */
export function watchRoutes(
  app: FastifyInstance,
  { models, watchman, store }: Pick<Service, "models" | "watchman" | "store">,
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/v1/watch",
    {
      schema: {
        ...{
          operationId: "watch",
          tags: ["service"],
          summary: "How the models do at work: refusals, drift, errors among the answered",
        },
        response: { 200: watchResponse, ...problems(401, 403, 429, 503) },
      },
    },
    async () => {
      const reports = await watchman.report(models.list().map(({ model }) => model));
      const told = reports.map(({ name, digest, since, answered, refused, drift, audit }) => ({
        ...{ name, digest, since },
        counts: { answered, refused },
        drift: drift ?? null,
        audit: audit ?? null,
      }));
      return { models: told as Told["models"], queue: (await store?.counts()) ?? null };
    },
  );
}
