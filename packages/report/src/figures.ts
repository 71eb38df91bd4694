import type { Evaluation, Interval } from "@nescio/core";
import { inDistributionReadings, shownIn } from "@nescio/core/internal";
import { colours, swatch } from "./chart.js";
import { html, type Html } from "./html.js";
import { lossChart } from "./loss-chart.js";
import type { ReportData } from "./report-data.js";
import { conditionOf } from "./rule-words.js";
import { section, type Section } from "./section.js";
import { shades, sharesChart } from "./shares-chart.js";
import {
  area,
  areaInterval,
  count,
  countOf,
  duration,
  figure,
  nounOf,
  percent,
  percentInterval,
  reasonWords,
  withNoun,
  writers,
} from "./words.js";

/** The 95 % interval beneath a share. */
function range(interval: Interval | null, digits = 1): Html | false {
  return interval !== null && html`<small class="range">${percentInterval(interval, digits)}</small>`;
}

/** The table of the evaluation: a row for each data set. */
function table(evaluation: Evaluation): Html {
  const { inDistribution: own, outOfDistribution: others } = evaluation;
  const { one } = nounOf(evaluation);
  const nothing = html`<td><span aria-label="does not apply">–</span></td>`;
  const row = (dataset: string, images: number, known: boolean, cells: Html) =>
    html`<tr>
      <th scope="row">
        ${dataset}<small
          >${countOf(images, one)}, <span>${known ? "known kind" : "unknown kind"}</span></small
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
          <th scope="col">Refused</th>
          <th scope="col" class="roomy">Answered</th>
          <th scope="col">Right of these</th>
          <th scope="col"><abbr title="area under the ROC curve, known against unknown">AUROC</abbr></th>
        </tr>
      </thead>
      <tbody>
        ${row(
          own.dataset,
          own.images,
          true,
          html`<td>${percent(own.refused)} ${range(own.intervals.refused)}</td>
            <td class="roomy">${percent(1 - own.refused)}</td>
            ${
              own.accuracyOnAccepted === null
                ? nothing
                : html`<td>
                    ${percent(own.accuracyOnAccepted, 2)} ${range(own.intervals.accuracyOnAccepted, 2)}
                  </td>`
            }
            ${nothing}`,
        )}
        ${others.map((other) =>
          row(
            other.dataset,
            other.images,
            false,
            html`<td>${percent(other.refused)} ${range(other.intervals.refused)}</td>
              <td class="roomy">${percent(1 - other.refused)}</td>
              ${nothing}
              <td>
                ${area(other.auroc)}
                <small class="range">${areaInterval(other.intervals.auroc)}</small>
              </td>`,
          ),
        )}
      </tbody>
    </table>
  </div>`;
}

/** The remaining figures on the test set, each with what it means. */
function details(evaluation: Evaluation): Html {
  const { inDistribution: own } = evaluation;
  const noun = nounOf(evaluation);
  const tile = (name: string, value: string, interval: string | undefined, meaning: string): Html =>
    html`<div>
      <dt>${name}</dt>
      <dd>
        ${value} ${interval !== undefined && html`<small class="range">${interval}</small>`}<small
          >${meaning}</small
        >
      </dd>
    </div>`;
  return html`<h3>More about ${own.dataset}</h3>
    <dl class="tiles">
      ${shownIn("details", inDistributionReadings(own)).map(({ figure, value, interval }) => {
        const [write, writeInterval] = writers[figure.scale];
        return tile(
          figure.title,
          value === null ? "–" : write(value),
          interval === null ? undefined : writeInterval(interval),
          withNoun(figure.meaning, noun),
        );
      })}
      ${own.coverageAtRisk.map(({ risk, coverage }) =>
        tile(
          `Answered at ${percent(risk, 1)} wrong`,
          percent(coverage),
          undefined,
          `with the best threshold for these ${noun.many}`,
        ),
      )}
    </dl>`;
}

/** The shares of each set that were refused, by reason, where any was refused for more than one. */
function reasonsTable(evaluation: Evaluation): Html | false {
  const { inDistribution: own, outOfDistribution: others } = evaluation;
  const { many, uncertain } = nounOf(evaluation);
  const sets = [own, ...others];
  const kinds = Object.entries(reasonWords) as [
    keyof typeof reasonWords,
    { name: string; meaning: string },
  ][];
  const seen = kinds.filter(([kind]) => sets.some(({ reasons }) => reasons[kind] > 0));
  if (seen.length < 2) return false;
  return html`<h3>Why ${many} were refused</h3>
    <div class="scroll" role="region" aria-label="Reasons" tabindex="0">
      <table class="reasons">
        <caption>
          Shares of all ${many} of a set
        </caption>
        <thead>
          <tr>
            <th scope="col">Data set</th>
            ${kinds.map(([kind, { name, meaning }]) => html`<th scope="col">${name}<small>${kind === "uncertain" ? uncertain : meaning}</small></th>`)}
          </tr>
        </thead>
        <tbody>
          ${sets.map(
            ({ dataset, reasons }) =>
              html`<tr>
                <th scope="row">${dataset}</th>
                ${kinds.map(([kind]) => html`<td>${percent(reasons[kind])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** The chart and the tables of the evaluation. */
export function evaluationSection(evaluation: Evaluation): Section {
  const others = evaluation.outOfDistribution.length > 0;
  const { one, many } = nounOf(evaluation);
  const sets = [evaluation.inDistribution, ...evaluation.outOfDistribution];
  const seen = shades.filter(([reason]) => sets.some(({ reasons }) => reasons[reason] > 0));
  return section(
    "figures",
    "Figures",
    html`<div class="columns evaluation">
        <div>
          ${table(evaluation)}
          <p class="note">
            In small print: 95 % confidence intervals, by resampling the ${many} (AUROC: DeLong).
          </p>
          ${others && html`<p class="note">AUROC: how often a random ${one} of the known kind scores higher than one of the unknown kind; 0.5 is a coin toss, 1 is perfect.</p>`}
        </div>
        <figure>
          ${sharesChart(evaluation)}
          <figcaption>
            <span><i class="key good"></i>answered, right</span>
            <span><i class="key bad"></i>answered, wrong</span>
            ${seen.map(
              ([reason, opacity]) => html`<span>${swatch(colours.other, opacity)}refused, ${reason}</span> `,
            )}
          </figcaption>
        </figure>
      </div>
      ${reasonsTable(evaluation)} ${details(evaluation)}`,
  );
}

/** How the figures were made: model, rule, sampling, training and the command. */
export function originSection({ evaluation, network, command }: ReportData): Section {
  const { training, rule, samples, seed, prediction } = evaluation;
  const { one } = nounOf(evaluation);
  const predicted = countOf(prediction.images, one);
  // Of what another model said, nobody here knows how long it took.
  const origin: readonly [string, string][] =
    network === undefined
      ? [["Predictions", predicted]]
      : [
          ["Network", network],
          ["Prediction", `${predicted} in ${duration(prediction.seconds)}`],
        ];
  const facts: readonly [string, string][] = [
    origin[0],
    ["Rule", `answer where ${conditionOf(rule, one)}`],
    ...(samples === 1 && network === undefined
      ? []
      : ([["Sampled networks", count(samples)]] satisfies [string, string][])),
    ["Seed", String(seed)],
    ...origin.slice(1),
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
  return section(
    "origin",
    "How it was made",
    html`<div class="columns">
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
      }`,
  );
}
