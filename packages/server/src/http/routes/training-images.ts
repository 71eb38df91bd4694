import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import type { ImageDataset } from "@nescio/core";
import { encodePng } from "@nescio/core/internal";
import { modelName } from "../../reviews/review-schema.js";
import { HttpProblem } from "../problem.js";
import { problemResponses } from "../schemas/problem.js";

export interface TrainingImageOptions {
  /**
   * The images that the model of a name was trained on, in the order in which its familiarity numbers them; undefined where
   * they are not at hand. Asked once for a name, at the first request; again after a failure.
   */
  readonly trainingSetOf: (name: string) => Promise<ImageDataset | undefined>;
}

/** The images that models were trained on, one by one, to be shown beside what looks like them. */
export function trainingImageRoutes(app: FastifyInstance, { trainingSetOf }: TrainingImageOptions): void {
  const sets = new Map<string, Promise<ImageDataset | undefined>>();
  const setOf = (name: string): Promise<ImageDataset | undefined> => {
    const loading = sets.get(name) ?? trainingSetOf(name);
    sets.set(name, loading);
    loading.then(
      // Names come from outside: none without a set is remembered.
      (set) => set === undefined && sets.delete(name),
      () => sets.delete(name),
    );
    return loading;
  };

  app.withTypeProvider<ZodTypeProvider>().get(
    "/v1/models/:name/training-images/:place",
    {
      schema: {
        operationId: "trainingImage",
        summary: "An image that a model was trained on",
        tags: ["models"],
        params: z.object({
          name: modelName,
          place: z.coerce.number().int().min(0).describe("As `nearest` of a decision has it, from 0."),
        }),
        response: {
          200: {
            description: "The image, pixel by pixel.",
            content: { "image/png": { schema: z.any().meta({ type: "string", format: "binary" }) } },
          },
          ...problemResponses({
            400: "A place that is none.",
            404: "There is no such image, or the training set is not at hand.",
          }),
        },
      },
    },
    async ({ params: { name, place } }, reply) => {
      const set = await setOf(name);
      if (set === undefined) {
        const why =
          "The images that this model was trained on are not at hand here, or there is no such model.";
        throw new HttpProblem(404, "no-training-set", why);
      }
      if (place >= set.count) {
        throw new HttpProblem(
          404,
          "not-found",
          `The model was trained on ${set.count} images, numbered from 0.`,
        );
      }
      const length = set.height * set.width * set.channels;
      const pixels = set.pixels.subarray(place * length, (place + 1) * length);
      const { height, width, channels } = set;
      const png = await encodePng({ pixels, height, width, channels });
      return reply
        .headers({
          "Content-Type": "image/png",
          "X-Content-Type-Options": "nosniff",
          "Cache-Control": "private, max-age=3600",
        })
        .send(Buffer.from(png));
    },
  );
}
