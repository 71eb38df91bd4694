import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import type { Service } from "../../service.js";
import { answerRequest } from "../answer-request.js";
import { served } from "../served.js";
import { predictBody, predictQuery, predictResponse } from "../schemas/prediction.js";
import { problems } from "../schemas/problem.js";
import { uploadsOf } from "../uploads.js";

/** The same without `readonly`. */
type Told = z.input<typeof predictResponse>["predictions"];

/** Bytes are checked by what they are, not by a schema. */
const file = z.unknown().meta({ type: "string", format: "binary" });
const form = z.unknown().meta({
  type: "object",
  description: "Each file of the form is an input, whatever its field is called",
  additionalProperties: {
    oneOf: [
      { type: "string", format: "binary" },
      { type: "array", items: { type: "string", format: "binary" } },
    ],
  },
});

/** `POST /v1/models/NAME/predict`. */
export function predictRoutes(app: FastifyInstance, service: Service): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: "POST",
    url: "/v1/models/:name/predict",
    schema: {
      operationId: "predict",
      tags: ["predictions"],
      summary: "Answers, or says why there is no answer, for each input",
      description:
        "Files of pictures as a form (`curl -F image=@digit.png`), one as the body (`--data-binary @digit.png -H 'Content-Type: image/png'`), or JSON. " +
        "What is said of an input does not depend on which others come with it. One that cannot be used refuses them all, and is named.",
      params: z.object({ name: z.string() }),
      querystring: predictQuery,
      body: {
        content: {
          "application/json": { schema: predictBody },
          "multipart/form-data": { schema: form },
          "image/*": { schema: file },
        },
      } as unknown as typeof predictBody,
      response: { 200: predictResponse, ...problems(400, 401, 403, 404, 408, 413, 415, 422, 429, 503, 504) },
    },
    async handler(request) {
      const model = served(service.models, request.params.name);
      // From here on, as it may be replaced while the files come.
      return service.models.use(model, async () => {
        const uploads = await uploadsOf(request, service.limits);
        const { predicted, reviews } = await answerRequest(service, request, model, uploads, request.query);
        return {
          model: { name: model.name, digest: model.digest },
          predictions: predicted.map(({ prediction }, i) => ({ ...prediction, review: reviews[i] })) as Told,
        };
      });
    },
  });
}
