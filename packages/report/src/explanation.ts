import type { Contract, Evaluation, Rule } from "@nescio/core";
import { ruleKindOf, statisticName, type Statistic } from "@nescio/core/internal";
import { mostRows } from "./class-rows.js";
import { picture, type GalleryWithVerdicts, type PictureOptions } from "./gallery.js";
import { html, type Html } from "./html.js";
import { section, type Section } from "./section.js";
import { conditionOf, probabilityLineOf, statisticOf } from "./rule-words.js";
import { count, kindOf, list, nounOf, percent, percentInWords, type Noun } from "./words.js";

/** The picture to explain with: a right answer that was not too easy, else whatever comes first. */
function example(galleries: readonly GalleryWithVerdicts[], options: PictureOptions): Html | undefined {
  const all = galleries.flatMap((shown) => shown.items.map((entry) => ({ ...entry, shown })));
  const right = all.filter(({ verdict }) => verdict.outcome === "right");
  const hard = right.find(({ verdict }) => verdict.ambiguous);
  const least = right.reduce<(typeof all)[number] | undefined>(
    (a, b) => (a === undefined || b.item.decision.score < a.item.decision.score ? b : a),
    undefined,
  );
  const chosen = hard ?? least ?? all.at(0);
  if (chosen === undefined) return undefined;
  const { item, verdict, shown } = chosen;
  return html`<figure class="card example">
    ${picture(item, verdict, shown, options)}
    <figcaption>An example, from ${kindOf(shown.gallery.dataset)}</figcaption>
  </figure>`;
}

/** What the second column is. */
function besideMedian(statistic: Statistic): string {
  return statistic === "mean"
    ? "Beside it, the mean, which this model's rule is about."
    : `Beside it, under “q ${statistic}”, what this model's rule looks at: ${percent(statistic, 0)} of the networks give the class less than that.`;
}

/** When a class is answered, and how the pictures show it. */
function thresholdTerm(rule: Rule): Html {
  const line = probabilityLineOf(rule);
  const colours = html`<b class="good">blue</b> when it is the true class, <b class="bad">orange</b> when it
    is not. All others are grey.`;
  if (line === undefined) {
    return html`<div>
      <dt>Threshold</dt>
      <dd>The most probable class is answered where ${conditionOf(rule)}. It is then coloured: ${colours}</dd>
    </div>`;
  }
  const threshold = percent(line, line < 0.01 || line > 0.99 ? 2 : 0);
  return html`<div>
    <dt>Threshold</dt>
    <dd>
      The dashed line, at ${threshold}. A class whose ${statisticName(statisticOf(rule))} is over it is
      answered and coloured: ${colours}
    </dd>
  </div>`;
}

/** When an image is refused. */
function refusalTerms(rule: Rule): Html {
  return html`<div>
      <dt>Refused</dt>
      <dd>${ruleKindOf(rule).otherwise}</dd>
    </div>
    ${
      rule.alpha !== undefined &&
      html`<div>
        <dt>Unfamiliar</dt>
        <dd>
          The image looks like nothing in the training data. Of genuine images, at most ${percent(rule.alpha)}
          are refused for this.
        </dd>
      </div>`
    }`;
}

/** How to read the pictures, beside one of them. Nothing where there are no pictures. */
export function explanationSection(
  evaluation: Evaluation,
  galleries: readonly GalleryWithVerdicts[],
  options: PictureOptions,
): Section[] {
  const figure = example(galleries, options);
  if (figure === undefined) return [];
  const { samples, rule } = evaluation;
  const statistic = statisticOf(rule);
  const many = options.classes.length > mostRows;
  const reading = section(
    "reading",
    "How to read the pictures",
    html`<div class="columns reading">
      ${figure}
      <dl class="terms">
        <div>
          <dt>Many networks, not one</dt>
          <dd>
            The model does not hold one value for each weight but a range of plausible ones. For every image,
            ${count(samples)} networks are drawn from that range, and each gives every class a probability.
          </dd>
        </div>
        <div>
          <dt>Histogram</dt>
          <dd>
            One row for each class: where the ${count(samples)} networks put its log-probability. At the right
            end (0) a network is certain of the class; −1 is a probability of 37 %, −3 is 5 %, −10 is 1 in
            22,000. A narrow shape means that the networks agree, a wide one that they do not. The axis is
            compressed towards the left, and each row is scaled to its own tallest bar; ◂ says that some
            networks lie beyond the left end.
            ${many && `Of the ${options.classes.length} classes only the ${mostRows} most probable are drawn, and the true one.`}
          </dd>
        </div>
        <div>
          <dt>Median</dt>
          <dd>
            The percentage at the right: half of the networks give the class more, half give it less.
            ${statistic !== 0.5 && besideMedian(statistic)} The short upright line marks
            ${statistic === 0.5 ? "it" : "the latter"} in the row.
          </dd>
        </div>
        ${thresholdTerm(rule)} ${refusalTerms(rule)}
      </dl>
    </div>`,
  );
  return [reading];
}

/** Where the threshold comes from. */
function promise({ calibration }: Rule, classes: readonly string[], { many }: Noun): string {
  if (calibration === undefined) {
    return "The threshold was chosen, not derived from an error rate one may count on.";
  }
  const { contract, images, dataset } = calibration;
  return `The threshold was calibrated to a contract (${promised(contract, classes, many)}) on ${count(images)} ${many} of ${dataset}, and holds for ${many} like these only.`;
}

/** Classes that a sentence names. */
const mostNamed = 4;

function promised(contract: Contract, classes: readonly string[], many: string): string {
  if ("maxRefusal" in contract)
    return `at most ${percentInWords(contract.maxRefusal)} of genuine ${many} refused`;
  const sure = `with ${percentInWords(contract.confidence)} confidence`;
  if ("maxError" in contract) {
    return `at most ${percentInWords(contract.maxError)} errors among the answered, ${sure}`;
  }
  const { byClass, others } = contract;
  const said = byClass
    .slice(0, mostNamed)
    .map(({ label, maxError }) => `${percentInWords(maxError)} among those answered as ${classes[label]}`);
  if (byClass.length > mostNamed) said.push(`so on for ${byClass.length - mostNamed} classes more`);
  if (others !== undefined) said.push(`${percentInWords(others)} among all others`);
  return `at most so many errors: ${list(said)}; all of it ${sure}`;
}

/** What the figures do not say. */
export function limitsSection(evaluation: Evaluation): Section {
  const { outOfDistribution: others, inDistribution: own, rule } = evaluation;
  const noun = nounOf(evaluation);
  const { one, many } = noun;
  const classes = own.byClass.classes.map(({ name }) => name);
  const worst = others.reduce<(typeof others)[number] | undefined>(
    (a, b) => (a === undefined || b.refused < a.refused ? b : a),
    undefined,
  );
  const measured =
    worst === undefined
      ? `No unknown kind of ${one} was tried here, so this report says nothing about how the model takes those.`
      : worst.refused < 1
        ? `Even here, ${percentInWords(1 - worst.refused)} of ${kindOf(worst.dataset, noun)} got an answer, though no answer was right.`
        : `That every ${one} of the unknown kinds tried here was refused does not mean that every unknown ${one} will be.`;
  const unlike =
    many === "images"
      ? "Another kind of image, another camera or another pen may be answered confidently and wrongly: networks drawn from one model can agree on a mistake."
      : "Rows from elsewhere, from another time or measured otherwise may be answered confidently and wrongly.";
  return section(
    "limits",
    "What it cannot promise",
    html`<p class="prose">
      The figures hold for ${many} like these. ${unlike} ${measured} ${promise(rule, classes, noun)} And
      ${own.dataset} is one sample of ${count(own.images)} ${own.images === 1 ? one : many}: the shares carry
      its chance error.
    </p>`,
  );
}
