import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import { recordToJson } from "../../../reviews/exchange.js";
import { readRecords } from "../../../reviews/record-lines.js";
import type { ReviewStore } from "../../../reviews/review-store.js";
import { queueProblems } from "../../schemas/problem.js";
import type { ReviewRouteOptions } from "../reviews.js";

const linesType = "application/x-ndjson";

/** Reviews in a page of an export: their inputs are in memory together. */
const exportedTogether = 20;

/** What carries a queue elsewhere. */
export function reviewExchangeRoutes(app: FastifyInstance, { store }: ReviewRouteOptions): void {
  // A scope of its own: nothing else takes such bodies unread.
  void app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(linesType, (_request, body, parsed) => parsed(null, body));
    const routes = scope.withTypeProvider<ZodTypeProvider>();
    const lines = z.any().meta({ type: "string", description: "A review with its input a line, as JSON." });

    routes.get(
      "/v1/reviews/export",
      {
        schema: {
          operationId: "exportReviews",
          summary: "All reviews with their inputs and verdicts, one a line, in the order in which they came",
          tags: ["reviews"],
          response: {
            200: { description: "Reviews, one a line.", content: { [linesType]: { schema: lines } } },
          },
        },
      },
      (_request, reply) =>
        reply
          .header("Content-Type", linesType)
          .header("Cache-Control", "no-store")
          .send(Readable.from(exportedLines(store), { objectMode: false })),
    );

    routes.post(
      "/v1/reviews/import",
      {
        schema: {
          operationId: "importReviews",
          summary: "Takes over what another queue has exported; what is here already stays",
          description:
            "About a hundred lines at a time are stored, all or none of them. What a problem names its line of was " +
            "not stored, nor what stands behind it; the whole may be sent again, as often as one likes.",
          tags: ["reviews"],
          consumes: [linesType],
          body: lines,
          response: {
            200: z.object({
              reviews: z.number().describe("How many reviews were new."),
              verdicts: z.number().describe("How many verdicts were new."),
            }),
            ...queueProblems({
              415: "Another media type than application/x-ndjson.",
              422: "A line that is no review.",
            }),
          },
        },
      },
      ({ body }) => imported(store, body as Readable),
    );
    done();
  });
}

/** Stores a page of lines after the other, each all or none. Returns how much was new. */
async function imported(store: ReviewStore, body: Readable): Promise<{ reviews: number; verdicts: number }> {
  const added = { reviews: 0, verdicts: 0 };
  for await (const page of readRecords(body, "the import")) {
    const { reviews, verdicts } = await store.import(page);
    added.reviews += reviews;
    added.verdicts += verdicts;
  }
  return added;
}

async function* exportedLines(store: ReviewStore): AsyncGenerator<string> {
  for await (const page of store.export({ count: exportedTogether })) {
    for (const record of page) yield `${JSON.stringify(recordToJson(record))}\n`;
  }
}
