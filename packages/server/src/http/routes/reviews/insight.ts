import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";
import { agreementOf, type AgreementFigures, type LabelledItem } from "../../../reviews/agreement.js";
import { labelledReviews, labelsOf } from "../../../reviews/labelled.js";
import { modelName } from "../../../reviews/review-schema.js";
import { suspectsOf, type JudgedLabel } from "../../../reviews/suspects.js";
import { queueProblems } from "../../schemas/problem.js";
import { readDecision } from "../../schemas/stored-decision.js";
import type { ReviewRouteOptions } from "../reviews.js";

const querystring = z.strictObject({
  model: modelName.optional().describe("Only reviews of the model of this name."),
  count: z.coerce.number().int().min(1).max(1000).default(100).describe("Most reviews in the list."),
});
const malformed = queueProblems({ 400: "A query that is none." });

const figures = {
  items: z.number().describe("Items that both have labelled."),
  agreement: z.number().describe("Share of them with the same label."),
  expectedAgreement: z.number().describe("The share to be expected by chance."),
  kappa: z.number().nullable().describe("Cohen's kappa; null where all labels are one and the same."),
  standardError: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable().describe("Of kappa, 95 %."),
};
const sentFigures = ({ interval, ...result }: AgreementFigures) => ({
  ...result,
  interval: interval === null ? null : ([...interval] as [number, number]),
});

/** What the verdicts say of the reviewers, and the network of the verdicts. */
export function reviewInsightRoutes(app: FastifyInstance, { store }: ReviewRouteOptions): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/v1/reviews/agreement",
    {
      schema: {
        operationId: "reviewAgreement",
        summary: "How far reviewers agree on what two of them have labelled",
        tags: ["reviews"],
        querystring,
        response: {
          200: z.object({
            together: z.object(figures).nullable().describe("The first label against the second."),
            pairs: z.array(z.object({ reviewers: z.tuple([z.string(), z.string()]), ...figures })),
            disagreed: z.number().describe("How many items have labels that differ."),
            disagreements: z.array(
              z.object({
                id: z.string(),
                labels: z.array(z.object({ reviewer: z.string(), label: z.string() })),
              }),
            ),
          }),
          ...malformed,
        },
      },
    },
    async ({ query: { model, count } }) => {
      const items = new Map<string, LabelledItem>();
      for await (const review of labelledReviews(store, model)) {
        items.set(review.id, { id: review.id, labels: labelsOf(review) });
      }
      const { together, pairs, disagreements } = agreementOf(items.values());
      return {
        together: together === null ? null : sentFigures(together),
        pairs: pairs.map(({ reviewers, ...pair }) => ({
          reviewers: [...reviewers] as [string, string],
          ...sentFigures(pair),
        })),
        disagreed: disagreements.length,
        disagreements: disagreements
          .slice(0, count)
          .map(({ id, labels }) => ({ id, labels: labels.map((given) => ({ ...given })) })),
      };
    },
  );

  const suspect = z.object({
    id: z.string(),
    reviewer: z.string(),
    label: z.string(),
    suggested: z.string().describe("The class that the network finds it to be."),
    probability: z.number().describe("What the network gives the label."),
    suggestedProbability: z.number(),
    threshold: z.number().describe("What it gives inputs labelled as the suggested class on average."),
    margin: z.number().describe("The suggested class's probability less the label's."),
    why: z.string().describe("In a sentence."),
  });
  routes.get(
    "/v1/reviews/suspects",
    {
      schema: {
        operationId: "suspectedLabels",
        summary: "Labels that are probably wrong, by confident learning",
        tags: ["reviews"],
        querystring,
        response: {
          200: z.object({
            judged: z.number().describe("How many labels were looked at."),
            suspected: z.number(),
            suspects: z.array(suspect).describe("Those with the largest margin first."),
          }),
          ...malformed,
        },
      },
    },
    async ({ query: { model, count } }) => {
      const judged = new Map<string, JudgedLabel[]>();
      for await (const review of labelledReviews(store, model)) {
        const { probabilities } = readDecision(review.decision);
        if (probabilities === undefined) continue;
        const { id } = review;
        judged.set(
          id,
          labelsOf(review).map((given) => ({ id, ...given, probabilities })),
        );
      }
      const labels = [...judged.values()].flat();
      const suspects = suspectsOf(labels);
      return { judged: labels.length, suspected: suspects.length, suspects: suspects.slice(0, count) };
    },
  );
}
