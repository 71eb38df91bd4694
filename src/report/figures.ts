import type { Evaluation } from "../evaluation/evaluation.js";
import { html, type Html } from "./html.js";
import { lossChart } from "./loss-chart.js";
import type { ReportData } from "./report-data.js";
import { conditionOf } from "./rule-words.js";
import { sharesChart } from "./shares-chart.js";
import { count, countOf, duration, figure, percent } from "./words.js";

/** Three decimals; "1.000" is said only of exactly 1. */
function auroc(value: number): string {
  return value < 1 && value >= 0.9995 ? ">0.999" : value.toFixed(3);
}

/** The table of the evaluation: a row for each data set. */
function table({ inDistribution: own, outOfDistribution: others }: Evaluation): Html {
  const nothing = html`<td><span aria-label="does not apply">–</span></td>`;
  const row = (dataset: string, images: number, known: boolean, cells: Html) =>
    html`<tr>
      <th scope="row">
        ${dataset}<small
          >${countOf(images, "image")}, <span>${known ? "known kind" : "unknown kind"}</span></small
        >
      </th>
      ${cells}
    </tr>`;
  return html`<div class="scroll" role="region" aria-label="Evaluation" tabindex="0">
    <table>
      <caption>
        Evaluation by data set
      </caption>
      <thead>
        <tr>
          <th scope="col">Data set</th>
          <th scope="col">“I don't know”</th>
          <th scope="col">Answered</th>
          <th scope="col">Right of these</th>
          <th scope="col"><abbr title="area under the ROC curve, known against unknown">AUROC</abbr></th>
        </tr>
      </thead>
      <tbody>
        ${row(
          own.dataset,
          own.images,
          true,
          html`<td>${percent(own.refused)}</td>
            <td>${percent(1 - own.refused)}</td>
            ${own.accuracyOnAccepted === null ? nothing : html`<td>${percent(own.accuracyOnAccepted, 2)}</td>`}
            ${nothing}`,
        )}
        ${others.map((other) =>
          row(
            other.dataset,
            other.images,
            false,
            html`<td>${percent(other.refused)}</td>
              <td>${percent(1 - other.refused)}</td>
              ${nothing}
              <td>${auroc(other.auroc)}</td>`,
          ),
        )}
      </tbody>
    </table>
  </div>`;
}

/** Which images count as ambiguous under the evaluation's rule. */
function ambiguousMeans({ rule }: Evaluation): string {
  return rule.kind === "quantile"
    ? "more than one class over the threshold"
    : "refused, with two classes in question";
}

/** The remaining figures on the test set, each with what it means. */
function details(evaluation: Evaluation): Html {
  const { inDistribution: own } = evaluation;
  const facts: readonly [string, string, string][] = [
    ["Right if forced to answer", percent(own.forcedAccuracy, 2), "every image gets the most likely class"],
    ["Ambiguous", percent(own.ambiguous), ambiguousMeans(evaluation)],
    ["Negative log-likelihood", figure(own.nll), "surprise at the true class, in nats; 0 is best"],
    ["Calibration error", figure(own.ece), "average gap between confidence and accuracy; 0 is best"],
  ];
  return html`<h3>More about ${own.dataset}</h3>
    <dl class="tiles">
      ${facts.map(
        ([name, value, meaning]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}<small>${meaning}</small></dd>
          </div>`,
      )}
    </dl>`;
}

/** The chart and the tables of the evaluation. */
export function evaluationSection(evaluation: Evaluation): Html {
  const others = evaluation.outOfDistribution.length > 0;
  return html`<section aria-labelledby="figures-title">
    <h2 id="figures-title">Figures</h2>
    <div class="columns evaluation">
      <div>
        ${table(evaluation)}
        ${others && html`<p class="note">AUROC: how often a random image of the known kind scores higher than one of the unknown kind; 0.5 is a coin toss, 1 is perfect.</p>`}
      </div>
      <figure>
        ${sharesChart(evaluation)}
        <figcaption>
          <span><i class="key good"></i>answered, right</span>
          <span><i class="key bad"></i>answered, wrong</span>
          <span><i class="key other"></i>“I don't know”</span>
        </figcaption>
      </figure>
    </div>
    ${details(evaluation)}
  </section>`;
}

/** How the figures were made: model, rule, sampling, training and the command. */
export function originSection({ evaluation, network, command }: ReportData): Html {
  const { training, rule, samples, seed, prediction } = evaluation;
  const facts: readonly [string, string][] = [
    ["Network", network],
    ["Rule", `answer where ${conditionOf(rule)}`],
    ["Sampled networks", count(samples)],
    ["Seed", String(seed)],
    ["Prediction", `${countOf(prediction.images, "image")} in ${duration(prediction.seconds)}`],
    ...(training === undefined
      ? []
      : ([
          ["Trained on", training.dataset],
          ["Preset", training.preset],
          [
            "Training",
            `${countOf(training.epochs, "epoch")} in ${duration(training.seconds)}, ${countOf(training.threads, "thread")}`,
          ],
          ["Step", `${figure(training.msPerStep)}\u00a0ms`],
        ] satisfies [string, string][])),
  ];
  return html`<section aria-labelledby="origin-title">
    <h2 id="origin-title">How it was made</h2>
    <div class="columns">
      <dl>
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${
        training !== undefined &&
        training.lossPerImageByEpoch.length > 0 &&
        html`<figure id="loss">
          ${lossChart(training.lossPerImageByEpoch)}
          <figcaption>Loss per training image by epoch</figcaption>
        </figure>`
      }
    </div>
    ${
      command !== undefined &&
      html`<p class="note">Made by this command:</p>
        <pre><code>${command}</code></pre>`
    }
  </section>`;
}
