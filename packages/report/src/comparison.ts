import * as Plot from "@observablehq/plot";
import { compareEvaluations, type ComparedFigure, type Evaluation } from "@nescio/core";
import { drawChart, swatch } from "./chart.js";
import { html, Html } from "./html.js";
import { page } from "./page.js";
import { shareAxisX, shareAxisY, ticksUpTo } from "./share-axes.js";
import { checkEvaluation } from "./validate-evaluation.js";
import { capital, count, countOf, headingOf, nounOf, percent, writers, type Noun } from "./words.js";

/** One model under one rule. */
export interface ComparedEntrant {
  /** What to call it. */
  readonly name: string;
  /** Kind of posterior, and a short description of the network. Not there: another program's model. */
  readonly posterior?: string;
  readonly network?: string;
  /** As text. */
  readonly rule: string;
  readonly evaluation: Evaluation;
}

export interface ComparisonData {
  readonly title: string;
  /** Command that made the figures, shown for reproduction. */
  readonly command?: string;
  /** At least one, evaluated on the same images. */
  readonly entrants: readonly ComparedEntrant[];
}

/** Told apart by colour-blind readers too, and by their dashes in print. */
const strokes = [
  ...["var(--good)", "var(--bad)", "var(--other)", "#7a4fb5", "#008060", "#b8860b"].map((colour) => ({
    colour,
    dash: "",
  })),
  ...["var(--good)", "var(--bad)", "var(--other)", "#7a4fb5", "#008060", "#b8860b"].map((colour) => ({
    colour,
    dash: "6,3",
  })),
];

/**
 * A comparison as one self-contained HTML file: the figures side by side with their intervals, the best of each marked,
 * and the risk–coverage curves in one chart. The same data give the same text.
 *
 * @throws NescioError `invalid-data` for no entrant, figures out of range, or entrants evaluated on different images.
 */
export function renderComparison({ title, command, entrants }: ComparisonData): string {
  for (const { evaluation } of entrants) checkEvaluation(evaluation);
  const figures = compareEvaluations(entrants.map(({ evaluation }) => evaluation));
  const noun = nounOf(entrants[0].evaluation);
  const sets = [entrants[0].evaluation.inDistribution, ...entrants[0].evaluation.outOfDistribution];
  const body = html`<h1>${title}</h1>
    <section aria-labelledby="figures-title">
      <h2 id="figures-title">Figures <small>${countOf(entrants.length, "entrant")}</small></h2>
      ${table(entrants, figures, sets[0].dataset, noun)}
      <p class="note">
        Bold and marked •: the best of a row. In small print: 95 % confidence intervals; where two overlap,
        the difference may be chance. ${capital(noun.many)}:
        ${sets.map(({ dataset, images }) => `${dataset} (${count(images)})`).join(", ")}.
      </p>
    </section>
    <section aria-labelledby="risk-title">
      <h2 id="risk-title">What refusing buys</h2>
      <p class="prose">
        Share wrong among the answered as the threshold moves; a dot where each rule puts it. Lower is better.
      </p>
      <figure id="curves">
        ${chart(entrants)}
        <figcaption>
          ${entrants.map(({ name, rule }, i) => html`<span class="entrant">${swatch(strokes[i % strokes.length].colour)}${name}, ${rule}</span> `)}
        </figcaption>
      </figure>
    </section>
    ${
      command !== undefined &&
      html`<section aria-labelledby="origin-title">
        <h2 id="origin-title">How it was made</h2>
        <pre><code>${command}</code></pre>
      </section>`
    }`;
  return page(title, body);
}

function table(
  entrants: readonly ComparedEntrant[],
  figures: readonly ComparedFigure[],
  own: string,
  noun: Noun,
): Html {
  const groups = [...new Set(figures.map(({ dataset }) => dataset))];
  return html`<div class="scroll" role="region" aria-label="Comparison" tabindex="0">
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">Figure</th>
          ${entrants.map(
            ({ name, posterior, network, rule, evaluation }) =>
              html`<th scope="col">
                ${name}${
                  network !== undefined &&
                  html`<small>${posterior}, ${network}</small
                    ><small>${countOf(evaluation.samples, "network")}</small>`
                }<small>${rule}</small>
              </th>`,
          )}
        </tr>
      </thead>
      ${groups.map(
        (dataset) =>
          html`<tbody>
            <tr class="group">
              <th scope="rowgroup" colspan="${entrants.length + 1}">${headingOf(dataset ?? own, noun)}</th>
            </tr>
            ${figures.filter((each) => each.dataset === dataset).map(row)}
          </tbody>`,
      )}
    </table>
  </div>`;
}

function row({ name, better, values, intervals, best, scale }: ComparedFigure): Html {
  const [write, writeInterval] = writers[scale];
  return html`<tr>
    <th scope="row">${name}<small>${better} is better</small></th>
    ${values.map((value, i) => {
      if (value === null) return html`<td><span aria-label="does not apply">–</span></td>`;
      const text = write(value);
      const interval = intervals[i];
      const small = interval !== null && html`<small class="range">${writeInterval(interval)}</small>`;
      return best[i]
        ? html`<td class="best"><strong>${text} •</strong>${small}</td>`
        : html`<td>${text}${small}</td>`;
    })}
  </tr>`;
}

function chart(entrants: readonly ComparedEntrant[]): Html {
  const drawn = entrants.map(({ name, rule: ruleText, evaluation: { inDistribution: own } }, i) => ({
    name: `${name}, ${ruleText}`,
    curve: own.riskCoverage,
    rule:
      own.accuracyOnAccepted === null
        ? []
        : [{ coverage: 1 - own.refused, risk: 1 - own.accuracyOnAccepted }],
    ...strokes[i % strokes.length],
  }));
  const risks = drawn.flatMap(({ curve, rule }) => [...curve, ...rule].map(({ risk }) => risk));
  const { ticks, digits } = ticksUpTo(Math.max(...risks) > 0 ? Math.max(...risks) : 0.01);
  const said = drawn.map(
    ({ name, curve }) => `${name}: ${percent(curve[curve.length - 1].risk, 2)} wrong where all is answered`,
  );
  return drawChart(
    {
      width: 480,
      height: 320,
      marginLeft: 56,
      marginRight: 24,
      marginTop: 28,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, ticks[ticks.length - 1]] },
      marks: [
        ...shareAxisY({ ticks, digits, label: "wrong among the answered" }),
        shareAxisX({ ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], label: "share answered" }),
        ...drawn.map(({ curve, colour, dash }) =>
          Plot.line(curve, {
            x: "coverage",
            y: "risk",
            stroke: colour,
            strokeWidth: 2,
            strokeDasharray: dash,
          }),
        ),
        ...drawn.map(({ rule, colour }) => Plot.dot(rule, { x: "coverage", y: "risk", r: 5, fill: colour })),
      ],
    },
    `Share wrong against share answered. ${said.join("; ")}.`,
  );
}
