import { html } from "./html.js";
import { reliabilityChart } from "./reliability-chart.js";
import type { ReportData } from "./report-data.js";
import { riskCoverageChart } from "./risk-coverage-chart.js";
import { scoresChart } from "./scores-chart.js";
import { section, type Section } from "./section.js";
import { kindOf, nounOf } from "./words.js";

/** The charts that say how far the model's confidence can be trusted. */
export function trustSection({ evaluation, scores = [] }: ReportData): Section {
  const { inDistribution: own, rule } = evaluation;
  const noun = nounOf(evaluation);
  return section(
    "trust",
    "How far its confidence can be trusted",
    html`<div class="charts wide">
        <figure id="reliability">
          <figcaption>
            <strong>Does it know how sure to be?</strong> On the diagonal, what it is sure of to 90 % is right
            90 times in 100; beneath, it is overconfident. The area of a dot is its share of the
            ${kindOf(own.dataset, noun)}.
          </figcaption>
          ${reliabilityChart(own.reliability, noun)}
        </figure>
        <figure id="risk-coverage">
          <figcaption>
            <strong>What does refusing buy?</strong> Share wrong among the answered as the threshold moves: to
            the left it answers less and should be wrong less often.
          </figcaption>
          ${riskCoverageChart(own)}
        </figure>
      </div>
      ${
        scores.length > 0 &&
        html`<figure id="scores">
          <figcaption>
            <strong>Can it tell what it knows from what it does not?</strong> The scores of every ${noun.one}:
            what lies to the right of the dashed line is answered. Heights are square roots, so that a few
            ${noun.many} are still seen.
          </figcaption>
          ${scoresChart(scores, rule, noun)}
        </figure>`
      }`,
  );
}
